import { Button, Heading } from '@amsterdam/design-system-react';
import { useId, useRef, type ReactNode } from 'react';
import { useModal } from './use-modal.ts';

interface ConfirmDialogProps {
  title: string;
  children: ReactNode;
  confirm: string;
  cancel: string;
  onConfirm: () => void;
  onCancel: () => void;
}

/** A question that must be answered first; Escape and the first button are the safe answer. */
export function ConfirmDialog({ title, children, confirm, cancel, onConfirm, onCancel }: ConfirmDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useModal(dialog);
  return (
    <dialog
      aria-labelledby={titleId}
      className="ams-modal-dialog app-dialog"
      onCancel={(event) => {
        event.preventDefault();
        onCancel();
      }}
      ref={dialog}
    >
      <div className="app-stack">
        <Heading level={2} id={titleId}>
          {title}
        </Heading>
        {children}
        <div className="app-buttons">
          <Button type="button" onClick={onCancel}>
            {cancel}
          </Button>
          <Button type="button" variant="secondary" onClick={onConfirm}>
            {confirm}
          </Button>
        </div>
      </div>
    </dialog>
  );
}
