/** A place of the form: the text a person reads and the id the planner wants. */

export interface PlaceValue {
  readonly text: string;
  readonly id: string;
}

export class PlaceField {
  readonly text: HTMLInputElement;

  /** `block` holds a text field and either a hidden field or places to choose from, for the id. */
  constructor(private readonly block: HTMLElement) {
    const text = block.querySelector<HTMLInputElement>("input[type=text]");
    if (!text) throw new Error("the block of a place lacks its text field");
    this.text = text;
    // Text typed by hand may mean any place: the id chosen before no longer holds.
    text.addEventListener("input", () => this.setId(""));
  }

  get value(): PlaceValue {
    const id = this.block.querySelector<HTMLInputElement>(
      "input[type=hidden], input[type=radio]:checked",
    );
    return { text: this.text.value, id: id?.value ?? "" };
  }

  set value(place: PlaceValue) {
    this.text.value = place.text;
    this.setId(place.id);
  }

  /** Keep an id in the hidden field, which replaces the places to choose from. */
  private setId(value: string): void {
    let id = this.block.querySelector<HTMLInputElement>("input[type=hidden]");
    if (!id) {
      this.block.querySelector("[data-choices]")?.remove();
      id = document.createElement("input");
      id.type = "hidden";
      id.name = this.block.dataset["place"] ?? "";
      this.block.append(id);
    }
    id.value = value;
  }
}
