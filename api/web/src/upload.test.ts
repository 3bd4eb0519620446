import { beforeEach, describe, expect, it } from "vitest";

import { enhanceUploads, type Sender } from "./upload";

class Fake {
  upload: Sender["upload"] = { onprogress: null, onload: null };
  onload: Sender["onload"] = null;
  onerror: Sender["onerror"] = null;
  responseType: XMLHttpRequestResponseType = "";
  responseURL = "http://desk.example/desk/versions/1";
  response = "<main>refused</main>";
  status = 200;
  sent: unknown = null;
  opened: string[] = [];
  open(method: string, address: string | URL): void {
    this.opened = [method, String(address)];
  }
  send(body: unknown): void {
    this.sent = body;
  }
}

const progress = (loaded: number): ProgressEvent =>
  ({ lengthComputable: true, loaded, total: 200 }) as ProgressEvent;

describe("uploads", () => {
  let fake: Fake;
  let gone: string[];
  let shown: string[];
  let form: HTMLFormElement;

  beforeEach(() => {
    document.body.innerHTML = `<form data-upload data-most-bytes="3" data-too-large="too large"
      data-checking="checking" data-failed="failed" action="/desk/feeds/x/versions">
      <input type="file" name="file"><progress hidden max="100" value="0"></progress>
      <p data-status></p><button>Send</button></form>`;
    fake = new Fake();
    gone = [];
    shown = [];
    enhanceUploads(
      document,
      () => fake as unknown as Sender,
      (address) => gone.push(address),
      (page) => shown.push(page),
    );
    form = document.querySelector("form")!;
  });

  const choose = (text: string): void => {
    const input = form.querySelector("input")!;
    Object.defineProperty(input, "files", { value: [new File([text], "x.zip")] });
  };
  const submit = (): boolean =>
    form.dispatchEvent(new SubmitEvent("submit", { cancelable: true }));
  const said = (): string => form.querySelector("[data-status]")!.textContent ?? "";

  it("shows how much is sent, then that it is checked, then goes to the report", () => {
    choose("abc");
    expect(submit()).toBe(false);
    const bar = form.querySelector("progress")!;
    expect(fake.opened[0]).toBe("POST");
    expect(bar.hidden).toBe(false);
    fake.upload.onprogress?.call({} as XMLHttpRequest, progress(50));
    expect(bar.value).toBe(25);
    fake.upload.onload?.call({} as XMLHttpRequest, progress(200));
    expect(said()).toBe("checking");
    fake.onload?.(progress(200));
    expect(gone).toEqual(["http://desk.example/desk/versions/1"]);
  });

  it("shows the page of a refusal", () => {
    choose("abc");
    submit();
    fake.status = 507;
    fake.onload?.(progress(200));
    expect(gone).toEqual([]);
    expect(shown).toEqual(["<main>refused</main>"]);
  });

  it("says that nothing arrived and lets one try again", () => {
    choose("abc");
    submit();
    expect(form.querySelector("button")!.disabled).toBe(true);
    fake.onerror?.(progress(0));
    expect(said()).toBe("failed");
    expect(form.querySelector("button")!.disabled).toBe(false);
  });

  it("does not send what is too large", () => {
    choose("abcd");
    submit();
    expect(said()).toBe("too large");
    expect(fake.sent).toBeNull();
  });
});
