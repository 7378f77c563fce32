import { describe, expect, test } from '@jest/globals';
import { problem } from '../support/fake-api.ts';
import { fakeWeb } from '../support/fake-web.ts';
import { people, type Visit } from '../support/web-visit.ts';

const web = fakeWeb();
let guest: Visit;

const focused = () =>
  guest.page.evaluate(() => document.activeElement?.id || document.activeElement?.textContent);

describe('signing in', () => {
  test('with a demo person takes one choice and one button, by keyboard', async () => {
    guest = await web.visit();
    const { page } = guest;
    await guest.open('/inbox?list=unassigned');
    expect(await guest.axe()).toEqual([]);
    await page.getByRole('button', { name: /Gerda Gemeente/ }).focus();
    await page.keyboard.press('Enter');
    expect(await page.getByLabel('E-mailadres').inputValue()).toBe(people.municipality);
    expect(await page.getByRole('status').textContent()).toContain('Gerda Gemeente');
    await page.getByLabel('Wachtwoord').focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Uitloggen' }).waitFor();
    // The page that was asked for, not the first one.
    expect(page.url()).toBe(`${web.api.address}/inbox?list=unassigned`);
    expect(guest.complaints).toEqual([]);
  });

  test('of a third party is done elsewhere, and the demonstration leads there', async () => {
    guest = await web.visit();
    await guest.open('/');
    await guest.page.getByRole('link', { name: /Wendy Woningcorporatie/ }).click();
    await guest.page.getByRole('heading', { level: 1, name: 'Gegevens die aan u zijn verstrekt' }).waitFor();
    // Nothing is wrong yet, so nothing is red.
    expect(await guest.axe()).toEqual([]);
    const border = (selector: string) =>
      guest.page.locator(selector).evaluate((element) => getComputedStyle(element).borderTopColor);
    for (const field of ['#external-email', '#external-password'])
      expect(await border(field)).toBe('rgb(107, 120, 136)');
  });

  test('makes no failing call on a first visit', async () => {
    guest = await web.visit();
    await guest.open('/');
    expect(web.api.requests.map(({ path }) => path)).not.toContain('/v1/sessions/refresh');
  });

  test('asks for what is missing, at the field', async () => {
    guest = await web.visit();
    const { page } = guest;
    await guest.open('/');
    await page.getByRole('button', { name: 'Inloggen' }).click();
    expect(await page.getByText('Vul uw e-mailadres in.').count()).toBe(1);
    expect(await page.getByText('Vul uw wachtwoord in.').count()).toBe(1);
    expect(await focused()).toBe('sign-in-email');
    expect(await guest.axe()).toEqual([]);
  });

  test('tells that address or password is wrong without saying which', async () => {
    guest = await web.visit();
    const { page } = guest;
    await guest.open('/');
    await page.getByLabel('E-mailadres').fill(people.municipality);
    await page.getByLabel('Wachtwoord').fill('wrong');
    await page.getByRole('button', { name: 'Inloggen' }).click();
    expect(await page.getByRole('alert').textContent()).toContain('Het e-mailadres of wachtwoord klopt niet');
    expect(await page.getByLabel('Wachtwoord').inputValue()).toBe('wrong');
  });

  test('tells how long to wait after too many attempts', async () => {
    guest = await web.visit();
    const { page } = guest;
    web.api.replace('POST /v1/sessions', () => problem(429, 'too-many-attempts'));
    await guest.open('/');
    await page.getByRole('button', { name: /Gerda Gemeente/ }).click();
    await page.getByRole('button', { name: 'Inloggen' }).click();
    expect(await page.getByRole('alert').textContent()).toContain('Wacht een paar minuten');
  });

  test('shows no demo people when the product is not a demonstration', async () => {
    guest = await web.visit();
    web.api.replace('GET /v1/product-info', () => ({
      status: 200,
      body: { version: '1.0.0', demo: false, demoSignIns: [], demoPassword: null },
    }));
    await guest.open('/');
    expect(await guest.page.getByText('Demonstratie').count()).toBe(0);
  });
});

describe('a session', () => {
  test('lasts over a reload without the token ever being stored', async () => {
    guest = await web.visit({ email: people.municipality });
    const { page } = guest;
    await page.reload();
    await page.getByRole('button', { name: 'Uitloggen' }).waitFor();
    const stored = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
    expect(stored).not.toContain('token-');
  });

  test('is renewed in silence when the access token has ended', async () => {
    guest = await web.visit({ email: people.municipality });
    const renewals = () => web.api.requests.filter(({ path }) => path === '/v1/sessions/refresh').length;
    const before = renewals();
    web.api.expire();
    await guest.page.getByRole('link', { name: 'Casussen' }).click();
    await guest.page.getByRole('heading', { level: 1, name: 'Casussen' }).waitFor();
    await guest.page.getByText('C-2026-0009').first().waitFor();
    expect(renewals()).toBe(before + 1);
  });

  test('that has ended asks to sign in again and keeps what was typed', async () => {
    guest = await web.visit({ email: people.municipality });
    const { page } = guest;
    await guest.open('/inbox/itm-late');
    await page.getByLabel('Waarom maakt u deze keuze?').fill('Dit mag niet verloren gaan.');
    await page.getByLabel('Nee, een plan is niet nodig of niet mogelijk').check();
    web.api.expire({ signOut: true });
    await page.getByRole('button', { name: 'Versturen' }).click();
    const dialog = page.getByRole('dialog', { name: 'Log opnieuw in' });
    await dialog.waitFor();
    for (let times = 0; times < 5; times += 1) await page.keyboard.press('Escape');
    await dialog.waitFor();
    expect(await guest.axe()).toEqual([]);
    await dialog.getByLabel('E-mailadres').fill(people.municipality);
    await dialog.getByLabel('Wachtwoord').fill(web.api.state.password);
    await dialog.getByRole('button', { name: 'Inloggen' }).click();
    await dialog.waitFor({ state: 'detached' });
    // The keyboard goes on where it was.
    await page.waitForFunction(() => document.activeElement?.textContent === 'Versturen');
    expect(await page.getByLabel('Waarom maakt u deze keuze?').inputValue()).toBe(
      'Dit mag niet verloren gaan.',
    );
    await page.getByRole('button', { name: 'Versturen' }).click();
    await page.getByRole('heading', { level: 1, name: 'Verstuurd: Plan opstellen' }).waitFor();
  });

  test('taken over by somebody else shows nothing of the first person', async () => {
    guest = await web.visit({ email: people.municipality });
    const { page } = guest;
    await guest.open('/inbox/itm-late');
    await page.getByLabel('Waarom maakt u deze keuze?').fill('Alleen voor mij.');
    web.api.expire({ signOut: true });
    await page.getByLabel('Nee, een plan is niet nodig of niet mogelijk').check();
    await page.getByRole('button', { name: 'Versturen' }).click();
    const dialog = page.getByRole('dialog', { name: 'Log opnieuw in' });
    await dialog.getByLabel('E-mailadres').fill(people.manager);
    await dialog.getByLabel('Wachtwoord').fill(web.api.state.password);
    await dialog.getByRole('button', { name: 'Inloggen' }).click();
    await page.waitForURL('**/dashboard');
    expect(await page.getByText('Alleen voor mij.').count()).toBe(0);
  });

  test('ends with signing out', async () => {
    guest = await web.visit({ email: people.municipality });
    await guest.page.getByRole('button', { name: 'Uitloggen' }).click();
    await guest.page.getByRole('heading', { level: 1, name: 'Inloggen' }).waitFor();
    const calls = web.api.requests.map(({ method, path }) => `${method} ${path}`);
    expect(calls).toContain('DELETE /v1/sessions/current');
    await guest.open('/cases');
    expect(await guest.page.getByRole('heading', { level: 1 }).textContent()).toBe('Inloggen');
  });
});
