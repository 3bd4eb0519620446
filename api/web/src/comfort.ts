/** How somebody needs the screen, low or in high contrast: of this person alone, never asked of the server. */

export const COMFORTS = ["low", "contrast"] as const;

/** An address without the comfort it asks for: what the server is asked, and what is kept of it. */
export function withoutComfort(address: string): string {
  const url = new URL(address);
  for (const name of COMFORTS) url.searchParams.delete(name);
  return url.href;
}

/** Make a page as comfortable as an address asks; its links, forms and words go along. */
export function applyComfort(page: HTMLElement, address: string): void {
  const asked = new URL(address).searchParams;
  for (const name of COMFORTS) {
    const wanted = asked.get(name) === "1";
    const toggle = page.querySelector<HTMLElement>(`a[data-comfort="${name}"]`);
    // A kiosk whose theme is high contrast has nothing to choose: it stays so.
    if (!toggle) continue;
    page.classList.toggle(name, wanted);
    toggle.textContent = toggle.dataset[wanted ? "on" : "off"] ?? "";
    for (const link of page.querySelectorAll<HTMLAnchorElement>("a[href]")) {
      set(link, name, link === toggle ? !wanted : wanted);
    }
    for (const form of page.querySelectorAll("form")) {
      form.querySelector(`input[type=hidden][name="${name}"]`)?.remove();
      if (wanted) form.append(hidden(name));
    }
  }
}

function set(link: HTMLAnchorElement, name: string, on: boolean): void {
  const url = new URL(link.href);
  if (on) url.searchParams.set(name, "1");
  else url.searchParams.delete(name);
  link.href = url.href;
}

function hidden(name: string): HTMLInputElement {
  const input = document.createElement("input");
  input.type = "hidden";
  input.name = name;
  input.value = "1";
  return input;
}
