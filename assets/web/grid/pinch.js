/**
 * Two fingers, or the wheel with Ctrl as a touchpad sends it: larger and smaller in steps.
 */

/** Change of the fingers' distance that makes a step. */
const STEP = 1.3;
/** Pixels of wheel that make a step. */
const WHEEL = 60;

/** @param {HTMLElement} element @param {(by: number) => void} tell 1 for larger, -1 for smaller */
export function pinch(element, tell) {
  /** @type {Map<number, {x: number, y: number}>} */
  const fingers = new Map();
  let apart = 0;
  let turned = 0;
  const distance = () => {
    const [a, b] = [...fingers.values()];
    return Math.hypot(a.x - b.x, a.y - b.y);
  };
  element.addEventListener('pointerdown', event => {
    if (event.pointerType !== 'touch') return;
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (fingers.size === 2) apart = distance();
  });
  element.addEventListener('pointermove', event => {
    if (!fingers.has(event.pointerId)) return;
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (fingers.size !== 2) return;
    const by = distance() / apart;
    if (by > STEP || by < 1 / STEP) {
      tell(by > 1 ? 1 : -1);
      apart = distance();
    }
  });
  for (const end of ['pointerup', 'pointercancel']) {
    element.addEventListener(end, event => fingers.delete(/** @type {PointerEvent} */ (event).pointerId));
  }
  element.addEventListener('wheel', event => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    turned += event.deltaY;
    if (Math.abs(turned) < WHEEL) return;
    tell(turned < 0 ? 1 : -1);
    turned = 0;
  }, { passive: false });
}
