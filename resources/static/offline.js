// Placeholder page, saved on the streaming computer: it waits until the kiosk answers, then loads the overlay.

const { kiosk, overlay } = document.body.dataset;

function probe() {
  const image = new Image();
  image.onload = () => location.replace(overlay);
  image.onerror = () => setTimeout(probe, 2000);
  image.src = `${kiosk}/static/bag.svg?${Date.now()}`;
}

probe();
