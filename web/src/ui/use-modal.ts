import { useLayoutEffect, type RefObject } from 'react';

/** Opens a dialog as long as it is shown; after it the focus is where it was, so that the keyboard goes on there. */
export function useModal(dialog: RefObject<HTMLDialogElement | null>): void {
  useLayoutEffect(() => {
    const element = dialog.current;
    if (element && !element.open) element.showModal();
    // Before it leaves the page: an element that is gone gives nothing back.
    return () => element?.close();
  }, [dialog]);
}
