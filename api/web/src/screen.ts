/** Keep the screen of a hall fresh; when the server cannot be had, say how old it is. */

import { startKeeping } from "./keeping";
import { KEPT_MARK } from "./kept";
import { Refresher } from "./refresher";

const screen = document.querySelector<HTMLElement>("[data-screen]");
const kept = document.documentElement.dataset[KEPT_MARK];
if (screen) new Refresher(screen, location.href, kept ? Number(kept) : undefined).start();
void startKeeping(document.body);
