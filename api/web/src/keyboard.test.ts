import { beforeEach, expect, it } from "vitest";

import { showKeyboard } from "./keyboard";

let field: HTMLInputElement;
let typed: string[];

beforeEach(() => {
  document.body.innerHTML =
    '<input><div data-keyboard="ab ü" data-space="Space" data-erase="Erase" hidden></div>';
  field = document.querySelector("input")!;
  typed = [];
  field.addEventListener("input", () => typed.push(field.value));
  showKeyboard(document.querySelector("div")!, field);
});

function press(name: string): void {
  [...document.querySelectorAll("button")].find((key) => key.textContent === name)!.click();
}

it("writes into the field, which hears of it and keeps the focus", () => {
  for (const key of ["a", "Space", "ü"]) press(key);
  expect(typed).toEqual(["a", "a ", "a ü"]);
  expect(document.activeElement).toBe(field);
});

it("erases whole letters, and nothing more than there is", () => {
  field.value = "a😀";
  press("Erase");
  expect(field.value).toBe("a");
  press("Erase");
  press("Erase");
  expect(field.value).toBe("");
});

it("is shown in the rows it is given", () => {
  const rows = [...document.querySelectorAll("[data-keyboard] > div")];
  expect(rows.map((row) => row.textContent)).toEqual(["ab", "ü", "SpaceErase"]);
  expect(document.querySelector<HTMLElement>("[data-keyboard]")!.hidden).toBe(false);
});
