// Sets a theme that was chosen before, ahead of the first paint, so that the page does not flash.
try {
  const theme = localStorage.getItem("creditwood.theme");
  if (theme) document.documentElement.dataset.theme = theme;
} catch {
  // Storage is switched off: the system's theme it is.
}
