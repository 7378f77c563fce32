import { Button } from '@amsterdam/design-system-react';
import { useQuery } from '@tanstack/react-query';
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import 'bpmn-js/dist/assets/bpmn-js.css';
import 'bpmn-js/dist/assets/diagram-js.css';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProcessProgress } from '../../../src/contract/http.ts';
import { LoadingPage } from '../app/LoadingPage.tsx';
import { FitIcon, MinusIcon, PlusIcon } from '../ui/icons.tsx';
import { caseProcessQuery } from './queries.ts';

interface DiagramProps {
  caseId: string;
  process: ProcessProgress;
  selectedId: string | null;
  onSelect: (elementId: string) => void;
}

/** The parts of bpmn-js that are used here, as its services declare them. */
interface Canvas {
  addMarker(elementId: string, marker: string): void;
  removeMarker(elementId: string, marker: string): void;
  zoom(to: number | 'fit-viewport', center?: 'auto'): number;
  zoom(): number;
  scrollToElement(elementId: string, padding?: number): void;
  resized(): void;
  getContainer(): HTMLElement;
}
interface Overlays {
  add(elementId: string, overlay: { position: object; html: HTMLElement }): string;
  remove(filter: { element: string } | string): void;
}
interface ElementRegistry {
  get(elementId: string): unknown;
}

/** Smaller than this share of its size the text in a diagram cannot be read well; then only a part is shown at first. */
const smallestReadable = 0.75;

/** The BPMN diagram with the steps that are done and at turn marked. For the eye; the list beside it says the same. */
export default function Diagram({ caseId, process, selectedId, onSelect }: DiagramProps) {
  const { t } = useTranslation('cases');
  const frame = useRef<HTMLDivElement>(null);
  const [viewer, setViewer] = useState<NavigatedViewer | null>(null);
  const [failed, setFailed] = useState(false);
  const query = useQuery(caseProcessQuery(caseId, process.processId, process.version));
  const xml = query.data?.xml;
  const known = new Set(process.steps.map(({ elementId }) => elementId));
  const select = useEffectEvent((elementId: string) => {
    if (known.has(elementId)) onSelect(elementId);
  });

  const firstActive = useEffectEvent(
    () => process.activeElementIds.find((id) => known.has(id)) ?? process.completedElementIds.at(-1),
  );

  useEffect(() => {
    if (xml === undefined || !frame.current) return undefined;
    let gone = false;
    const instance = new NavigatedViewer({ container: frame.current });
    instance.importXML(xml).then(
      () => {
        if (gone) return;
        const canvas = instance.get<Canvas>('canvas');
        showReadably(canvas, firstActive());
        instance.on('element.click', (event: { element: { id: string } }) => select(event.element.id));
        setViewer(instance);
      },
      () => {
        if (!gone) setFailed(true);
      },
    );
    return () => {
      gone = true;
      setViewer(null);
      instance.destroy();
    };
  }, [xml]);

  // The name of the picture for who cannot see it.
  const label = t('progress.diagram', { process: process.name });
  useEffect(() => {
    const drawing = viewer?.get<Canvas>('canvas').getContainer().querySelector(':scope svg');
    drawing?.setAttribute('role', 'img');
    drawing?.setAttribute('aria-label', label);
  }, [viewer, label]);

  const marks = `${process.completedElementIds.join(' ')}|${process.activeElementIds.join(' ')}`;
  const now = t('progress.now');
  useEffect(() => {
    if (!viewer) return undefined;
    const canvas = viewer.get<Canvas>('canvas');
    const overlays = viewer.get<Overlays>('overlays');
    const registry = viewer.get<ElementRegistry>('elementRegistry');
    const [done, active] = marks.split('|').map((ids) => ids.split(' ').filter((id) => registry.get(id))) as [
      string[],
      string[],
    ];
    const added: string[] = [];
    for (const id of done.filter((one) => !active.includes(one))) {
      canvas.addMarker(id, 'diagram-done');
      if (known.has(id))
        added.push(overlays.add(id, { position: { top: -10, right: 10 }, html: flag('✓', 'done') }));
    }
    for (const id of active) {
      canvas.addMarker(id, 'diagram-active');
      added.push(overlays.add(id, { position: { top: -12, right: 22 }, html: flag(now, 'active') }));
    }
    return () => {
      for (const id of done) canvas.removeMarker(id, 'diagram-done');
      for (const id of active) canvas.removeMarker(id, 'diagram-active');
      for (const overlayId of added) overlays.remove(overlayId);
    };
    // `known` follows from the process, whose marks are compared by their text.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [viewer, marks, now]);

  useEffect(() => {
    if (!viewer || selectedId === null) return undefined;
    const canvas = viewer.get<Canvas>('canvas');
    if (!viewer.get<ElementRegistry>('elementRegistry').get(selectedId)) return undefined;
    canvas.addMarker(selectedId, 'diagram-selected');
    canvas.scrollToElement(selectedId, 60);
    return () => canvas.removeMarker(selectedId, 'diagram-selected');
  }, [viewer, selectedId]);

  if (failed || query.isError) return <p className="app-muted">{t('progress.diagramFailed')}</p>;

  const zoomBy = (factor: number) => {
    const canvas = viewer?.get<Canvas>('canvas');
    canvas?.zoom(canvas.zoom() * factor, 'auto');
  };
  return (
    <div className="diagram">
      <div className="diagram__frame" ref={frame} />
      {!viewer && <LoadingPage />}
      {viewer && (
        <div className="diagram__tools">
          <Button icon={PlusIcon} iconOnly onClick={() => zoomBy(1.25)} type="button" variant="secondary">
            {t('progress.zoomIn')}
          </Button>
          <Button icon={MinusIcon} iconOnly onClick={() => zoomBy(0.8)} type="button" variant="secondary">
            {t('progress.zoomOut')}
          </Button>
          <Button
            icon={FitIcon}
            iconOnly
            onClick={() => viewer.get<Canvas>('canvas').zoom('fit-viewport', 'auto')}
            type="button"
            variant="secondary"
          >
            {t('progress.fit')}
          </Button>
        </div>
      )}
    </div>
  );
}

/** The whole diagram when that is readable, else the part around an element. */
function showReadably(canvas: Canvas, elementId: string | undefined): void {
  canvas.resized();
  const scale = canvas.zoom('fit-viewport', 'auto');
  if (scale >= smallestReadable) return;
  canvas.zoom(smallestReadable);
  if (elementId !== undefined) canvas.scrollToElement(elementId, 80);
}

function flag(text: string, kind: 'active' | 'done'): HTMLElement {
  const element = document.createElement('div');
  element.className = `diagram__flag diagram__flag--${kind}`;
  element.textContent = text;
  // The list says the same in words.
  element.ariaHidden = 'true';
  return element;
}
