/** Keep the screen of a hall fresh; when the server cannot be had, say how old it is. */

import { Refresher } from "./refresher";

const screen = document.querySelector<HTMLElement>("[data-screen]");
if (screen) new Refresher(screen, location.href).start();
