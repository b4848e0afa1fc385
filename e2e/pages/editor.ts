// The editor: palette, canvas, inspector and call panel, by role and label.
import { readFile } from 'node:fs/promises';
import { expect, type Locator, type Page } from '@playwright/test';
import { middle } from './place';

export class EditorPage {
  readonly inspector: Locator;
  readonly call: Locator;
  readonly transcript: Locator;

  constructor(readonly page: Page) {
    this.inspector = page.getByRole('tabpanel', { name: 'Inspector' });
    this.call = page.getByRole('tabpanel', { name: 'Call' });
    this.transcript = page.getByRole('log', { name: 'Transcript' });
  }

  /// Waits for the flow and all that stands round it, of which the inspector comes last.
  async isOpen() {
    await this.inspector.getByRole('heading').first().waitFor();
  }

  card(name: string) {
    return this.page.getByRole('group', { name: new RegExp(`^${name},`) });
  }

  /// Adds a widget from the palette, and gives it a name.
  async add(widget: string, name: string) {
    const palette = this.page.getByRole('navigation', { name: 'Widget library' });
    await palette.getByRole('button', { name: widget, exact: true }).click();
    await this.rename(name);
  }

  /// Gives the selected widget a name.
  async rename(name: string) {
    const field = this.inspector.getByLabel('Name', { exact: true });
    await field.fill(name);
    await field.press('Enter');
    await expect(this.card(name)).toBeVisible();
  }

  async select(name: string) {
    await this.card(name).click({ position: { x: 60, y: 16 } });
    await expect(this.inspector.getByLabel('Name', { exact: true })).toHaveValue(name);
  }

  /// Does something by the command palette: the first entry that fits the words.
  async command(words: string) {
    await this.page.keyboard.press('Control+k');
    const box = this.page.getByRole('combobox', { name: 'Find a command, a widget or a flow' });
    await box.fill(words);
    await expect(this.page.getByRole('listbox', { name: 'Commands' }).getByRole('option').first()).toBeVisible();
    await box.press('Enter');
    await expect(box).toBeHidden();
  }

  async fill(label: string, text: string) {
    await this.inspector.getByLabel(label, { exact: true }).fill(text);
  }

  /// Drags from a port of one card to another card.
  async wire(from: string, port: string, to: string) {
    const grip = this.card(from).getByRole('img', { name: new RegExp(`^${port},`) });
    const [start, target] = [await middle(grip), await middle(this.card(to))];
    await this.page.mouse.move(start.x, start.y);
    await this.page.mouse.down();
    await this.page.mouse.move((start.x + target.x) / 2, (start.y + target.y) / 2, { steps: 4 });
    await this.page.mouse.move(target.x, target.y, { steps: 4 });
    await this.page.mouse.up();
    await this.isWired(from, port, to);
  }

  async isWired(from: string, port: string, to: string) {
    await expect(this.card(from).getByRole('img', { name: `${port}, leads to ${to}` })).toBeVisible();
  }

  /// Shows the whole flow.
  async fit() {
    await this.page.getByRole('button', { name: 'Show everything' }).click();
  }

  async isSaved() {
    await expect(this.page.getByText('Saved', { exact: true })).toBeVisible();
  }

  async startCall() {
    await this.page.getByRole('button', { name: 'Call', exact: true }).click();
    await this.call.getByRole('button', { name: 'Start call' }).click();
  }

  async say(words: string) {
    await this.call.getByLabel('Say something').fill(words);
    await this.call.getByRole('button', { name: 'Say' }).click();
  }

  async write(words: string) {
    await this.call.getByLabel('Write a message').fill(words);
    await this.call.getByRole('button', { name: 'Send', exact: true }).click();
  }

  async hears(words: string | RegExp) {
    await expect(this.transcript).toContainText(words, { timeout: 30_000 });
  }

  /// Exports the flow and reads the file.
  async export(): Promise<string> {
    const waiting = this.page.waitForEvent('download');
    await this.page.getByRole('button', { name: 'Export' }).click();
    return readFile(await (await waiting).path(), 'utf8');
  }
}
