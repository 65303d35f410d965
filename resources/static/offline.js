// Placeholder page, saved on the streaming computer: it waits for the kiosk and then becomes the overlay.

const { kiosk, overlay } = document.body.dataset;

function look() {
  const sign = new Image();
  sign.onload = () => location.replace(overlay);
  sign.onerror = () => setTimeout(look, 2000);
  sign.src = `${kiosk}/static/bag.svg?${Date.now()}`;
}

look();
