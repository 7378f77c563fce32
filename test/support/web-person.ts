import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { Form, InboxItemDetail } from '../../src/contract/http.ts';
import { signIn as apiSignIn } from '../../src/demo/api-person.ts';
import { fillForm, type Answers } from '../../src/demo/fill-form.ts';
import { eventually } from './eventually.ts';

/** The machine may be busy; a person would wait too. */
const PATIENCE_MS = 60_000;

/** A schema node as far as typing into its control needs it. */
interface Node {
  readonly type?: string;
  readonly title?: string;
  readonly const?: unknown;
  readonly oneOf?: readonly Node[];
  readonly uniqueItems?: boolean;
  readonly properties?: { readonly [name: string]: Node };
  readonly items?: Node;
  readonly allOf?: readonly { readonly then?: Node }[];
}

/** One person at work in a browser of their own. */
export interface WebPerson {
  readonly email: string;
  readonly page: Page;
  /** What went wrong in the browser: uncaught errors, console errors, refused by the content security policy. */
  readonly complaints: readonly string[];
  signIn(): Promise<void>;
  /** Records a signal through its form; answers the case's id. */
  recordSignal(answers: Answers): Promise<string>;
  /** Waits for a step of a case to come, takes it, fills its form and sends it. */
  doStep(caseId: string, form: string, answers?: Answers): Promise<void>;
  /** Opens the form of a step of a case, taking the step when nobody has. */
  openStep(caseId: string, form: string): Promise<InboxItemDetail>;
  close(): Promise<void>;
}

export interface WebPersonOptions {
  readonly browser: Browser;
  /** Asked anew for every page: the server may have restarted on another port. */
  readonly baseUrl: () => string;
  readonly email: string;
  readonly password: string;
}

export async function webPerson({ browser, baseUrl, email, password }: WebPersonOptions): Promise<WebPerson> {
  const context: BrowserContext = await browser.newContext({
    locale: 'nl-NL',
    viewport: { width: 1280, height: 900 },
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(`page error: ${error.message}`));
  page.on('console', (message) => {
    // The browser itself reports answers such as 401 or 409 as errors; those are part of the conversation.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
      complaints.push(`console: ${message.text()}`);
    }
  });

  const go = (path: string) => page.goto(`${baseUrl()}${path}`);

  const signIn = async (): Promise<void> => {
    await go('/');
    await page.fill('#sign-in-email', email);
    await page.fill('input[name=password]', password);
    await page.press('input[name=password]', 'Enter');
    await page.waitForURL(/\/(inbox|cases|processes|dashboard|accounts|help)/);
  };

  const send = async (path: RegExp) => {
    const answered = page.waitForResponse(
      (response) => response.request().method() === 'POST' && path.test(response.url()),
    );
    await page.click('.app-form button[type=submit]');
    const response = await answered;
    if (!response.ok()) {
      throw new Error(`${email} sent a form and got ${response.status()}: ${await response.text()}`);
    }
    return (await response.json()) as unknown;
  };

  /** Finds the step through the API, then goes to it as a person does: through the list that it is in. */
  const openStep = async (caseId: string, form: string): Promise<InboxItemDetail> => {
    const api = await apiSignIn(baseUrl(), email, password);
    const item = await eventually(
      `a step with form ${form} for ${email} in ${caseId}`,
      async () => (await api.openItems(caseId)).find(({ formId }) => formId === form),
      PATIENCE_MS,
    );
    // Of several named people each has it in the list of their own.
    const isMine = item.assigneeId !== null || item.candidatePartnerIds.length === 0;
    await go(`/inbox?list=${isMine ? 'mine' : 'unassigned'}`);
    if (!isMine) {
      await page
        .getByRole('button', { name: `Oppakken: ${item.stepName}, casus ${item.caseReference}` })
        .first()
        .click();
      await page.getByText('U hebt de taak opgepakt').waitFor();
      await go('/inbox?list=mine');
    }
    const mine = (await api.openItems(caseId)).find(
      ({ formId, assigneeId }) => formId === form && assigneeId !== null,
    );
    await page
      .locator(`a[href="/inbox/${(mine ?? item).itemId}"]`)
      .first()
      .click();
    await page.locator('.app-form').waitFor();
    return api.readItem((mine ?? item).itemId);
  };

  const type = async (form: Form, answers: Answers): Promise<void> => {
    const data = fillForm(form.schema, answers, new Date().toISOString().slice(0, 10));
    await typeObject(page, form.schema, data, ['root']);
  };

  return {
    email,
    page,
    complaints,
    signIn,
    openStep,
    async recordSignal(answers) {
      await go('/signals/new');
      await type(await (await apiSignIn(baseUrl(), email, password)).signalForm(), answers);
      return ((await send(/\/v1\/cases$/)) as { caseId: string }).caseId;
    },
    async doStep(caseId, form, answers = {}) {
      await type((await openStep(caseId, form)).form, answers);
      await send(/\/complete$/);
    },
    close: () => context.close(),
  };
}

/** All properties of an object, those of its conditional parts included; a part may narrow what is there. */
function propertiesOf(node: Node): Record<string, Node> {
  const all: Record<string, Node> = { ...node.properties };
  for (const { then } of node.allOf ?? []) {
    for (const [name, property] of Object.entries(then?.properties ?? {})) {
      all[name] = { ...all[name], ...property };
    }
  }
  return all;
}

/** Fills an object's fields in the order of the data, so that choices come before what depends on them. */
async function typeObject(
  page: Page,
  node: Node,
  data: Record<string, unknown>,
  path: string[],
): Promise<void> {
  const properties = propertiesOf(node);
  for (const [name, value] of Object.entries(data)) {
    const property = properties[name];
    if (!property) throw new Error(`The form has no field ${[...path, name].join('_')}.`);
    await typeValue(page, property, value, [...path, name]);
  }
}

async function typeValue(page: Page, node: Node, value: unknown, path: string[]): Promise<void> {
  const id = path.join('_');
  if (Array.isArray(value)) {
    if (node.uniqueItems && node.items?.oneOf) {
      for (const choice of value)
        await page.check(`input[name="${id}"] >> nth=${indexOfChoice(node.items, choice)}`);
      return;
    }
    for (const [index, part] of value.entries()) {
      const item = `${id}_${index}`;
      if ((await page.locator(`[id="${item}"], [id^="${item}_"]`).count()) === 0) {
        await page.click(`button[id="${id}"]`);
        await page.locator(`[id="${item}"], [id^="${item}_"]`).first().waitFor();
      }
      await typeValue(page, node.items ?? {}, part, [...path, String(index)]);
    }
    return;
  }
  if (typeof value === 'object' && value !== null) {
    return typeObject(page, node, value as Record<string, unknown>, path);
  }
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const control = page.locator(`[id="${id}"]`);
  await control.first().waitFor();
  const kind = await control
    .first()
    .evaluate((element) => `${element.tagName} ${element.getAttribute('type') ?? ''}`);
  if (kind === 'INPUT radio') await page.check(`input[name="${id}"][value="${text}"]`);
  else if (kind.startsWith('SELECT')) await control.selectOption({ index: indexOfChoice(node, value) + 1 });
  else await control.fill(text);
}

function indexOfChoice(node: Node, value: unknown): number {
  const index = (node.oneOf ?? []).findIndex((choice) => choice.const === value);
  if (index < 0) throw new Error(`The form does not offer the choice ${String(value)}.`);
  return index;
}
