// While marking goes on, ask every second whether it is done, then show the page anew.
// Without this script the page has a "Look again" link instead.
for (const box of document.querySelectorAll("[data-marking]")) {
  const address = box.getAttribute("data-marking") ?? "";
  const ask = async () => {
    try {
      const answer = await fetch(address);
      if (answer.ok && !(await answer.json()).marking) {
        location.replace(location.pathname + location.hash);
        location.reload();
        return;
      }
    } catch {
      // The network may be back the next time.
    }
    setTimeout(ask, 1000);
  };
  setTimeout(ask, 1000);
}
