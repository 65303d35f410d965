// The button that prints. Only a script can, so it is not there without one.

const print = document.getElementById("print");
print.hidden = false;
print.addEventListener("click", () => window.print());
