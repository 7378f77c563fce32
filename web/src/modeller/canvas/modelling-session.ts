import { createModeller } from './create-modeller.ts';
import { fit } from './fit.ts';
import { lint, type LintReport } from './lint.ts';
import { outlineOf, type ProcessOutline } from './outline.ts';
import { setExecutionPlatform } from './platform.ts';
import type { DiagramElement, ModelElement, Modeller } from './model.ts';
import type { Language } from './translation.ts';

/** What the engine said about an element when it refused the diagram; no element: about the whole of it. */
export interface EngineError {
  readonly elementId?: string | undefined;
  readonly message: string;
}

/** What the page shows of the editor at one moment. */
export interface SessionState {
  readonly status: 'opening' | 'open' | 'unreadable';
  /** Why the diagram cannot be drawn, in the parser's words; null unless unreadable. */
  readonly failure: string | null;
  /** How many parts of the file the parser did not know. */
  readonly warnings: number;
  readonly process: { readonly id: string; readonly name: string } | null;
  /** The diagram differs from what was opened or last published. */
  readonly changed: boolean;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** The one selected element; null when none or several are. */
  readonly selectedId: string | null;
  readonly outline: readonly ProcessOutline[];
  /** null while the first check is running; `failed` when the linter itself broke. */
  readonly findings: readonly LintReport[] | 'failed' | null;
  readonly engineErrors: readonly EngineError[];
  /** Grows with every change of the diagram. */
  readonly revision: number;
}

/** Milliseconds without a change after which the diagram is saved in memory, checked and told as text again. */
const restMs = 200;

const opening: SessionState = {
  status: 'opening',
  failure: null,
  warnings: 0,
  process: null,
  changed: false,
  canUndo: false,
  canRedo: false,
  selectedId: null,
  outline: [],
  findings: null,
  engineErrors: [],
  revision: 0,
};

/**
 * One diagram being edited. It outlives the editor's own DOM: `attach` draws it in a page and `detach` takes it out again
 * without losing the work, so that the interface can change its language. Observable for `useSyncExternalStore`.
 */
export class ModellingSession {
  #state = opening;
  readonly #listeners = new Set<() => void>();
  #modeller: Modeller | null = null;
  #language: Language = 'nl';
  #xml: Promise<string>;
  /** The diagram as it was opened or last published, as the editor writes it; null when it never was published. */
  #baseline: string | null = null;
  #baselineComesFromOpening: boolean;
  /** The diagram as it is before the first step that can be undone equals the baseline. */
  #beginsAtBaseline = false;
  #rest: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param xml the diagram to open
   * @param fromFile true when it comes from somebody's own file and so is unpublished work from the start
   */
  constructor(xml: string, fromFile: boolean) {
    this.#xml = Promise.resolve(xml);
    this.#baselineComesFromOpening = !fromFile;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly state = (): SessionState => this.#state;

  /** Draws the diagram; resolves when it is drawn or has been found unreadable. */
  async attach(container: HTMLElement, panel: HTMLElement, language: Language): Promise<void> {
    const modeller = createModeller(container, panel, language);
    this.#modeller = modeller;
    this.#language = language;
    const events = modeller.get('eventBus');
    events.on('commandStack.changed', () => this.#onChange(modeller));
    events.on('selection.changed', () => this.#become({ selectedId: this.#selectedId(modeller) }));
    await this.#open(modeller, await this.#xml);
  }

  /** Takes the editor out of the page. The diagram stays as it was, without the steps to undo. */
  detach(): void {
    const modeller = this.#modeller;
    if (!modeller) return;
    clearTimeout(this.#rest);
    if (this.#state.status === 'open') this.#xml = saved(modeller);
    this.#modeller = null;
    modeller.destroy();
  }

  /** Puts the contents of a file in the place of the diagram, as unpublished work. */
  async replace(xml: string): Promise<void> {
    this.#xml = Promise.resolve(xml);
    this.#baselineComesFromOpening = false;
    this.#become({ engineErrors: [] });
    if (this.#modeller) await this.#open(this.#modeller, xml);
  }

  /** The diagram as BPMN 2.0 XML. Rejects when nothing readable is open. */
  xml(): Promise<string> {
    return this.#modeller ? saved(this.#modeller) : this.#xml;
  }

  /** Reads another diagram with the same parser, to compare with. */
  async read(xml: string): Promise<ModelElement> {
    if (!this.#modeller) throw new Error('The diagram is not open.');
    return (await this.#modeller.get('moddle').fromXML(xml)).rootElement;
  }

  undo(): void {
    this.#modeller?.get('commandStack').undo();
  }

  redo(): void {
    this.#modeller?.get('commandStack').redo();
  }

  /** Draws the diagram larger (positive steps) or smaller. */
  zoom(steps: number): void {
    this.#modeller?.get('zoomScroll').stepZoom(steps);
  }

  /** Makes the whole diagram visible. */
  fit(): void {
    if (this.#modeller) fit(this.#modeller, { palette: true });
  }

  /** Selects an element and brings it into view; an id that is not drawn selects nothing. */
  select(elementId: string): void {
    const modeller = this.#modeller;
    const element = modeller && this.#show(modeller, elementId);
    if (modeller && element) modeller.get('selection').select(isRoot(modeller, element) ? null : element);
  }

  /** Selects the element of a finding and moves the focus to the field that it is about, if it is about one. */
  showFinding(finding: LintReport): void {
    const modeller = this.#modeller;
    if (!modeller) return;
    this.#show(modeller, finding.id);
    modeller.get('linting').showError(finding);
  }

  /** Shows what the engine refused, at the elements; an empty list takes earlier errors away. */
  setEngineErrors(errors: readonly EngineError[]): void {
    this.#become({ engineErrors: errors });
    this.#showMarks();
  }

  /** From now on `xml` counts as published: what differs from it is unpublished work. */
  markPublished(xml: string): void {
    this.#baseline = xml;
    this.#beginsAtBaseline = this.#modeller?.get('commandStack').canUndo() === false;
    this.#become({ changed: false });
  }

  /** Puts marker classes on elements; returns the function that takes them away. */
  highlight(marks: readonly { elementId: string; marker: string }[]): () => void {
    const modeller = this.#modeller;
    if (!modeller) return () => {};
    const registry = modeller.get('elementRegistry');
    const canvas = modeller.get('canvas');
    const drawn = marks.filter(({ elementId }) => registry.get(elementId) !== undefined);
    for (const { elementId, marker } of drawn) canvas.addMarker(elementId, marker);
    return () => {
      if (this.#modeller !== modeller) return;
      for (const { elementId, marker } of drawn)
        if (registry.get(elementId)) canvas.removeMarker(elementId, marker);
    };
  }

  async #open(modeller: Modeller, xml: string): Promise<void> {
    try {
      const { warnings } = await modeller.importXML(xml);
      if (this.#modeller !== modeller) return;
      setExecutionPlatform(modeller.getDefinitions());
      const opened = await saved(modeller);
      if (this.#modeller !== modeller) return;
      if (this.#baselineComesFromOpening) this.#baseline = opened;
      this.#baselineComesFromOpening = false;
      this.#beginsAtBaseline = opened === this.#baseline;
      fit(modeller, { palette: true });
      this.#become({ status: 'open', failure: null, warnings: warnings.length, selectedId: null });
      await this.#review(modeller);
    } catch (error) {
      if (this.#modeller !== modeller) return;
      this.#become({
        ...opening,
        status: 'unreadable',
        failure: error instanceof Error ? error.message : String(error),
      });
    }
  }

  #onChange(modeller: Modeller): void {
    if (this.#modeller !== modeller || this.#state.status !== 'open') return;
    const stack = modeller.get('commandStack');
    // Until the comparison below says otherwise, so that the page can warn before the diagram is at rest.
    this.#become({ canUndo: stack.canUndo(), canRedo: stack.canRedo(), changed: true });
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => void this.#review(modeller), restMs);
  }

  /** Compares the diagram with what was opened, tells it as text and checks it. */
  async #review(modeller: Modeller): Promise<void> {
    const revision = this.#state.revision + 1;
    this.#become({ revision });
    const isStale = () => this.#modeller !== modeller || this.#state.revision !== revision;
    const definitions = modeller.getDefinitions();
    const xml = await saved(modeller);
    if (isStale()) return;
    const process = (definitions.rootElements ?? []).find((root) => root.$type === 'bpmn:Process');
    this.#become({
      // Undoing everything can leave traces in the XML that mean nothing, such as an empty label.
      changed: xml !== this.#baseline && !(this.#beginsAtBaseline && !modeller.get('commandStack').canUndo()),
      process: process ? { id: process.id, name: process.name ?? '' } : null,
      outline: outlineOf(definitions),
    });
    const findings = await lint(definitions, this.#language).catch(() => 'failed' as const);
    if (isStale()) return;
    this.#become({ findings });
    this.#showMarks();
  }

  #showMarks(): void {
    const { findings, engineErrors } = this.#state;
    this.#modeller
      ?.get('linting')
      .setErrors([
        ...engineErrors.flatMap(asFinding),
        ...(Array.isArray(findings) ? (findings as LintReport[]) : []),
      ]);
  }

  #show(modeller: Modeller, elementId: string): DiagramElement | undefined {
    const element = modeller.get('elementRegistry').get(elementId);
    if (!element) return undefined;
    const canvas = modeller.get('canvas');
    const root = canvas.findRoot(element);
    if (root && root !== canvas.getRootElement()) canvas.setRootElement(root);
    if (!isRoot(modeller, element)) canvas.scrollToElement(element, 80);
    return element;
  }

  #selectedId(modeller: Modeller): string | null {
    const [element, ...others] = modeller.get('selection').get();
    if (!element || others.length > 0) return null;
    return (element.labelTarget ?? element).id;
  }

  #become(change: Partial<SessionState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}

/** An engine error in the form of a finding, so that it is drawn at its element. */
export function asFinding({ elementId, message }: EngineError): LintReport[] {
  return elementId === undefined ? [] : [{ id: elementId, message, category: 'error', rule: 'engine' }];
}

async function saved(modeller: Modeller): Promise<string> {
  const { xml } = await modeller.saveXML({ format: true });
  if (xml === undefined) throw new Error('The diagram could not be written as XML.');
  return xml;
}

const isRoot = (modeller: Modeller, element: DiagramElement) =>
  modeller.get('canvas').getRootElement() === element || element.parent === undefined;
