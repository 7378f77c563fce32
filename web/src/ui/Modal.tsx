import { Heading } from '@amsterdam/design-system-react';
import { useId, useLayoutEffect, useRef, type ReactNode } from 'react';

interface ModalProps {
  title: string;
  children: ReactNode;
  /** Escape; nothing is done. Without it the dialog stays: what it asks must be done first. */
  onCancel?: () => void;
}

/** A dialog that is open as long as it is shown; after it the focus is where it was, so that the keyboard goes on there. */
export function Modal({ title, children, onCancel }: ModalProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useLayoutEffect(() => {
    const element = dialog.current;
    if (element && !element.open) element.showModal();
    // Before it leaves the page: an element that is gone gives nothing back.
    return () => element?.close();
  }, []);
  return (
    <dialog
      aria-labelledby={titleId}
      className="ams-modal-dialog app-dialog"
      onCancel={(event) => {
        event.preventDefault();
        onCancel?.();
      }}
      onClose={({ currentTarget: element }) => {
        // A browser lets Escape be refused only so often, and then closes all the same.
        if (!element.isConnected) return;
        onCancel?.();
        setTimeout(() => {
          if (element.isConnected && !element.open) element.showModal();
        });
      }}
      ref={dialog}
    >
      <div className="app-stack">
        <Heading level={2} id={titleId}>
          {title}
        </Heading>
        {children}
      </div>
    </dialog>
  );
}
