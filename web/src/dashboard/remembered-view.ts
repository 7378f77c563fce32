import { useState } from 'react';

export const views = ['chart', 'table'] as const;
export type View = (typeof views)[number];

const storageKey = 'casusoverleg.dashboard-view';

function remembered(): View {
  try {
    return views.find((view) => view === localStorage.getItem(storageKey)) ?? 'chart';
  } catch {
    return 'chart';
  }
}

/** Chart or table: the last choice on this device; where storage is refused, the choice of this visit. */
export function useRememberedView(): [View, (view: View) => void] {
  const [view, setView] = useState(remembered);
  return [
    view,
    (chosen) => {
      setView(chosen);
      try {
        localStorage.setItem(storageKey, chosen);
      } catch {
        // The choice lasts as long as the page.
      }
    },
  ];
}
