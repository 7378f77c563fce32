import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { createViewer } from './canvas/create-modeller.ts';
import { fit } from './canvas/fit.ts';
import type { VersionDiagram } from './DifferencesPanel.tsx';
import type { Language } from './canvas/translation.ts';

/** A published version, to look at beside the diagram; what has gone or changed since is marked. */
export function ComparedVersion({ diagram, language }: { diagram: VersionDiagram; language: Language }) {
  const { t } = useTranslation('modeller');
  const container = useRef<HTMLDivElement>(null);
  const { xml, comparison } = diagram;

  useEffect(() => {
    if (!container.current) return undefined;
    const viewer = createViewer(container.current, language);
    let gone = false;
    const show = async () => {
      await viewer.importXML(xml);
      if (gone) return;
      const canvas = viewer.get('canvas');
      const drawn = (elementId: string) => viewer.get('elementRegistry').get(elementId) !== undefined;
      fit(viewer, { palette: false });
      for (const { elementId } of comparison.removed)
        if (drawn(elementId)) canvas.addMarker(elementId, 'difference-removed');
      for (const { elementId } of comparison.changed)
        if (drawn(elementId)) canvas.addMarker(elementId, 'difference-changed');
    };
    // A version that the comparison could read can be drawn; the list of differences stands either way.
    show().catch(() => undefined);
    return () => {
      gone = true;
      viewer.destroy();
    };
  }, [xml, comparison, language]);

  const label = t('differences.canvas', { version: diagram.version });
  return (
    <section className="modeller__beside" aria-label={label}>
      <p className="modeller__beside-title">{label}</p>
      <div className="modeller__canvas" ref={container} />
    </section>
  );
}
