/** A keyboard on the screen, for a kiosk without one: its keys write into a text field. */

/** Fill `place` with keys; the field keeps the focus, so that its suggestions stay open. */
export function showKeyboard(place: HTMLElement, field: HTMLInputElement): void {
  const rows = (place.dataset["keyboard"] ?? "").split(" ").map((letters) => [...letters]);
  place.replaceChildren(...rows.map((letters) => row(letters.map((letter) => key(letter, letter, field)))));
  place.append(
    row([key(place.dataset["space"] ?? "", " ", field), key(place.dataset["erase"] ?? "", "", field)]),
  );
  place.hidden = false;
}

function row(keys: readonly HTMLElement[]): HTMLElement {
  const element = document.createElement("div");
  element.append(...keys);
  return element;
}

/** A key that writes `text`, or takes the last letter away when it is empty. */
function key(name: string, text: string, field: HTMLInputElement): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = name;
  button.addEventListener("pointerdown", (event) => event.preventDefault());
  button.addEventListener("click", () => {
    field.value = text ? field.value + text : [...field.value].slice(0, -1).join("");
    field.focus();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  return button;
}
