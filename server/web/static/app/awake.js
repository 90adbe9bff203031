// Tells the server that somebody is at this computer, for a session nobody touches ends. Knows no page.
import { ask } from "./api.js";

const EVERY_MS = 60000;
const TOUCHES = ["pointerdown", "keydown"];

/** From now on, until the function it gives is called. `over(error)`: the server did not like it. */
export function stayAwake(over) {
  let last = Date.now();
  const touched = () => {
    if (Date.now() - last < EVERY_MS) { return; }
    last = Date.now();
    ask("/session").catch(over);
  };
  TOUCHES.forEach((kind) => addEventListener(kind, touched, { capture: true, passive: true }));
  return () => TOUCHES.forEach((kind) => removeEventListener(kind, touched, { capture: true }));
}
