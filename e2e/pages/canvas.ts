// The canvas by pointer: places, drags, and what can be told of it from outside.
import type { Locator, Page } from '@playwright/test';
import { middle, standing, type Place } from './place';

export class CanvasPage {
  readonly area: Locator;

  constructor(readonly page: Page) {
    this.area = page.getByRole('application', { name: 'Flow canvas' });
  }

  /// A place on the canvas, from its corner.
  async at(x: number, y: number): Promise<Place> {
    const area = await standing(this.area);
    return { x: area.x + x, y: area.y + y };
  }

  /// The grip of a port, at its dot.
  async port(card: Locator, port: string): Promise<Place> {
    return middle(card.getByRole('img', { name: new RegExp(`^${port},`) }));
  }

  async drag(from: Place, to: Place) {
    await this.carry(from, to);
    await this.page.mouse.up();
  }

  /// Drags without letting go.
  async carry(from: Place, to: Place) {
    await this.page.mouse.move(from.x, from.y);
    await this.page.mouse.down();
    await this.page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 4 });
    await this.page.mouse.move(to.x, to.y, { steps: 4 });
  }

  /// What a screen reader was told last.
  told(words: string | RegExp): Locator {
    return this.page.getByRole('status').filter({ hasText: words });
  }
}

/// The middle of the way from one card down to another.
export async function between(above: Locator, below: Locator) {
  const [from, to] = [await standing(above), await standing(below)];
  return { x: from.x + from.width / 2, y: (from.y + from.height + to.y) / 2 };
}
