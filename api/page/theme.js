// Light and dark: as the system says, until somebody chooses.

const KEPT = "junkan-theme";
const CHOICES = ["system", "light", "dark"];
const MARKS = { system: "◐", light: "☀", dark: "☾" };

function chosen() {
  try {
    return CHOICES.find((each) => each === localStorage.getItem(KEPT)) ?? "system";
  } catch {
    return "system"; // a browser that keeps nothing
  }
}

function apply(choice, button) {
  if (choice === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = choice;
  button.textContent = MARKS[choice];
  button.setAttribute("aria-label", `Colours: ${choice}. Change`);
  button.title = `Colours: ${choice}`;
  document.dispatchEvent(new CustomEvent("themechange"));
}

/** Let a button go round the three choices. */
export function themeSwitch(button) {
  apply(chosen(), button);
  button.addEventListener("click", () => {
    const next = CHOICES[(CHOICES.indexOf(chosen()) + 1) % CHOICES.length];
    try {
      localStorage.setItem(KEPT, next);
    } catch {
      // then it holds until the page is left
    }
    apply(next, button);
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    if (chosen() === "system") document.dispatchEvent(new CustomEvent("themechange"));
  });
}

/** A colour of the theme as it is now, such as `rgb(10, 102, 88)`: `colour("chart-1")`. */
export function colour(name) {
  const probe = document.createElement("span");
  probe.hidden = true;
  probe.style.setProperty("color", `var(--${name})`);
  document.body.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}
