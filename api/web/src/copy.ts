/** Buttons that copy the text of a field, shown where the browser lets a page copy. */

export function enhanceCopy(root: ParentNode): void {
  for (const button of root.querySelectorAll<HTMLButtonElement>("button[data-copy]")) {
    const field = root.querySelector<HTMLInputElement>(`#${button.dataset["copy"]}`);
    const status = root.querySelector("[data-copied]");
    if (!field || !status || !navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener("click", () => {
      field.select(); // what remains to be done by hand where copying is refused
      navigator.clipboard.writeText(field.value).then(
        () => (status.textContent = button.dataset["done"] ?? ""),
        (error: unknown) => console.warn(error),
      );
    });
  }
}
