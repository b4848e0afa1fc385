// Where something stands on the screen, once it stands still: what moves the canvas is drawn a frame
// later.
import type { Locator } from '@playwright/test';

export interface Place {
  x: number;
  y: number;
}

export async function standing(locator: Locator) {
  await locator.evaluate(
    element =>
      new Promise<void>(done => {
        let before = '';
        const look = () => {
          const now = JSON.stringify(element.getBoundingClientRect());
          if (now === before) return done();
          before = now;
          requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      }),
  );
  const box = await locator.boundingBox();
  if (!box) throw new Error(`${locator} is not shown`);
  return box;
}

export async function middle(locator: Locator): Promise<Place> {
  const { x, y, width, height } = await standing(locator);
  return { x: x + width / 2, y: y + height / 2 };
}
