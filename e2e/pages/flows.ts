// The list of flows.
import type { Page } from '@playwright/test';

export class FlowsPage {
  constructor(readonly page: Page) {}

  async open() {
    await this.page.goto('/');
    await this.page.getByRole('link', { name: 'Flows', exact: true }).waitFor();
  }

  /// Makes a flow from one of the beginnings, and waits for its editor.
  async begin(template: string) {
    await this.page.getByRole('button', { name: 'New flow' }).click();
    await this.page.getByRole('dialog', { name: 'New flow' }).getByRole('button', { name: template }).click();
    await this.page.getByRole('group', { name: /^Trigger,/ }).waitFor();
  }

  async import(file: string | { name: string; text: string }) {
    const given = typeof file === 'string' ? file : { name: file.name, mimeType: 'application/json', buffer: Buffer.from(file.text) };
    await this.page.getByLabel('Import a file').setInputFiles(given);
  }

  flow(name: string) {
    return this.page.getByRole('row').filter({ hasText: name });
  }
}
