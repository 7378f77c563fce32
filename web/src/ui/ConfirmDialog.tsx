import { Button } from '@amsterdam/design-system-react';
import type { ReactNode } from 'react';
import { Modal } from './Modal.tsx';

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
  return (
    <Modal onCancel={onCancel} title={title}>
      {children}
      <div className="app-buttons">
        <Button type="button" onClick={onCancel}>
          {cancel}
        </Button>
        <Button type="button" variant="secondary" onClick={onConfirm}>
          {confirm}
        </Button>
      </div>
    </Modal>
  );
}
