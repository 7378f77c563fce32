import { Button } from '@amsterdam/design-system-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { readBpmnFile, UnusableFile, type ChosenFile } from './bpmn-file.ts';

interface FileButtonProps {
  children: string;
  onFile: (file: ChosenFile) => void;
  /** Tells in words why the chosen file cannot be opened. */
  onUnusable: (reason: string) => void;
}

/** A button that asks for a BPMN file. */
export function FileButton({ children, onFile, onUnusable }: FileButtonProps) {
  const { t } = useTranslation('modeller');
  const input = useRef<HTMLInputElement>(null);
  const read = async (file: File) => {
    try {
      onFile(await readBpmnFile(file));
    } catch (error) {
      const reason = error instanceof UnusableFile ? error.message : String(error);
      onUnusable(reason === 'tooLarge' ? t('list.tooLarge') : t('list.notBpmn', { reason }));
    }
  };
  return (
    <>
      <Button type="button" variant="secondary" onClick={() => input.current?.click()}>
        {children}
      </Button>
      <input
        ref={input}
        className="modeller-file"
        type="file"
        accept=".bpmn,.xml,application/xml"
        tabIndex={-1}
        aria-label={t('list.importHint')}
        hidden
        onChange={(event) => {
          const file = event.target.files?.[0];
          // The same file can be chosen again after it was changed.
          event.target.value = '';
          if (file) void read(file);
        }}
      />
    </>
  );
}
