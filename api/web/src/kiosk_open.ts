/** Makes this machine a kiosk: the code stands behind the # of the link, which browsers send to nobody. */

const form = document.querySelector<HTMLFormElement>("form[data-open]");
const code = form?.querySelector<HTMLInputElement>("[name=code]");
const given = decodeURIComponent(location.hash.slice(1));
if (form && code && given) {
  code.value = given;
  history.replaceState(null, "", location.pathname + location.search);
  form.requestSubmit();
}
