/** Show how far the sending of a file is; without a script the browser shows it its own way. */

/** What of an XMLHttpRequest is used, so that tests can stand in for it. */
export type Sender = Pick<XMLHttpRequest, "open" | "send" | "responseURL" | "response" | "status"> & {
  upload: Pick<XMLHttpRequestUpload, "onprogress" | "onload">;
  responseType: XMLHttpRequestResponseType;
  onload: ((event: ProgressEvent) => void) | null;
  onerror: ((event: ProgressEvent) => void) | null;
};

/** Send the forms that ask for it in the background, then go where the answer leads. */
export function enhanceUploads(
  root: ParentNode,
  makeSender: () => Sender = () => new XMLHttpRequest() as unknown as Sender,
  go: (address: string) => void = (address) => location.assign(address),
  show: (page: string) => void = showPage,
): void {
  for (const form of root.querySelectorAll<HTMLFormElement>("form[data-upload]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send(form, makeSender(), go, show);
    });
  }
}

function send(
  form: HTMLFormElement,
  sender: Sender,
  go: (address: string) => void,
  show: (page: string) => void,
): void {
  const bar = form.querySelector("progress");
  const status = form.querySelector<HTMLElement>("[data-status]");
  const button = form.querySelector("button");
  const file = form.querySelector<HTMLInputElement>("input[type=file]")?.files?.[0];
  if (!bar || !status || !button) throw new Error("the form of an upload lacks a part");
  if (file && file.size > Number(form.dataset["mostBytes"])) {
    status.textContent = form.dataset["tooLarge"] ?? "";
    return;
  }
  const body = new FormData(form);
  bar.hidden = false;
  button.disabled = true;
  status.textContent = "";
  sender.upload.onprogress = (event) => {
    if (event.lengthComputable) bar.value = (100 * event.loaded) / event.total;
  };
  sender.upload.onload = () => {
    bar.removeAttribute("value");
    status.textContent = form.dataset["checking"] ?? "";
  };
  sender.onload = () => {
    if (sender.status < 400) go(sender.responseURL);
    else show(String(sender.response));
  };
  sender.onerror = () => {
    bar.hidden = true;
    button.disabled = false;
    status.textContent = form.dataset["failed"] ?? "";
  };
  sender.open("POST", form.action);
  sender.responseType = "text";
  sender.send(body);
}

/** Show a page that says what was refused, as the browser would have. */
function showPage(page: string): void {
  const main = new DOMParser().parseFromString(page, "text/html").querySelector("main");
  const here = document.querySelector("main");
  if (!main || !here) return;
  here.replaceWith(main);
  main.focus();
}
