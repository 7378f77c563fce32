import { Button, Heading, Paragraph } from '@amsterdam/design-system-react';
import { useEffect, useId, useRef } from 'react';

interface ConfirmDialogProps {
  title: string;
  text: string;
  /** The safe choice: also what Escape does. */
  stay: string;
  go: string;
  onStay: () => void;
  onGo: () => void;
}

/** Asks before work is thrown away. The browser keeps the focus inside and gives it back afterwards. */
export function ConfirmDialog({ title, text, stay, go, onStay, onGo }: ConfirmDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const headingId = useId();
  useEffect(() => {
    const element = dialog.current;
    if (element && !element.open) element.showModal();
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className="ams-modal-dialog modeller-dialog"
      aria-labelledby={headingId}
      onCancel={(event) => {
        event.preventDefault();
        onStay();
      }}
    >
      <div className="app-stack">
        <Heading level={2} id={headingId}>
          {title}
        </Heading>
        <Paragraph>{text}</Paragraph>
        <div className="app-buttons">
          <Button onClick={onStay} autoFocus>
            {stay}
          </Button>
          <Button variant="secondary" onClick={onGo}>
            {go}
          </Button>
        </div>
      </div>
    </dialog>
  );
}
