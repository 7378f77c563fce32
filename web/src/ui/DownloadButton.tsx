import { Button } from '@amsterdam/design-system-react';
import { useMutation } from '@tanstack/react-query';
import { Refusal } from './Refusal.tsx';
import { saveFile } from './save-file.ts';

interface DownloadButtonProps {
  label: string;
  /** Label while the file is made. */
  busy: string;
  /** Heading of a refusal. */
  failed: string;
  /** What a conflict means here. */
  conflict: string;
  fileName: string;
  fetchFile: () => Promise<Blob>;
  onSaved?: () => void;
}

/** Has a file made and gives it to the person as a download. */
export function DownloadButton({
  label,
  busy,
  failed,
  conflict,
  fileName,
  fetchFile,
  onSaved,
}: DownloadButtonProps) {
  const fetching = useMutation({
    mutationFn: fetchFile,
    onSuccess: (file) => {
      saveFile(file, fileName);
      onSaved?.();
    },
  });
  return (
    <div className="app-stack-tight">
      {fetching.isError && (
        <div className="app-inline-error" role="alert">
          <strong>{failed}</strong>
          <Refusal conflict={conflict} error={fetching.error} />
        </div>
      )}
      <div>
        <Button
          aria-disabled={fetching.isPending}
          onClick={() => {
            if (!fetching.isPending) fetching.mutate();
          }}
          type="button"
        >
          {fetching.isPending ? busy : label}
        </Button>
      </div>
    </div>
  );
}
