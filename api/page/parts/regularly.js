// Asking again now and then, as long as somebody looks.

/** Call `ask` every `pause` milliseconds until `signal`; not while the page is hidden. */
export function regularly(signal, pause, ask) {
  let timer = 0;
  const tick = async () => {
    if (signal.aborted) return;
    if (!document.hidden) {
      try {
        await ask();
      } catch (problem) {
        if (signal.aborted || problem.status === 401) return;
      }
    }
    if (!signal.aborted) timer = setTimeout(tick, pause);
  };
  timer = setTimeout(tick, pause);
  signal.addEventListener("abort", () => clearTimeout(timer));
}
