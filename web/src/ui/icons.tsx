import type { SVGProps } from 'react';

/**
 * The product's own line icons. Vite puts this module in the place of the design system's icon package, whose drawings
 * are not free; hence the names of that package.
 */
type IconProps = SVGProps<SVGSVGElement>;

function line(path: string) {
  return function LineIcon(props: IconProps) {
    return (
      <svg
        aria-hidden="true"
        className="app-icon"
        fill="none"
        focusable="false"
        stroke="currentColor"
        strokeLinecap="round"
        strokeLinejoin="round"
        strokeWidth={1.75}
        viewBox="0 0 20 20"
        {...props}
      >
        <path d={path} />
      </svg>
    );
  };
}

const circle = 'M10 2.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15z';
const triangle = 'M10 3 2 17h16z';

export const ArrowForwardIcon = line('M4 10h12m-5-5 5 5-5 5');
export const ArrowBackwardIcon = line('M16 10H4m5-5-5 5 5 5');
export const CheckIcon = line('m4 10.5 4 4 8-9');
export const ChevronBackwardIcon = line('m12 4-6 6 6 6');
export const ChevronDoubleBackwardIcon = line('m10 4-6 6 6 6m6-12-6 6 6 6');
export const ChevronDoubleForwardIcon = line('m4 4 6 6-6 6m6-12 6 6-6 6');
export const ChevronDownIcon = line('m4 7 6 6 6-6');
export const ChevronUpIcon = line('m4 13 6-6 6 6');
export const ChevronForwardIcon = line('m8 4 6 6-6 6');
export const ClockIcon = line(`${circle}M10 6v4.5l3 2`);
export const CloseIcon = line('m5 5 10 10M15 5 5 15');
export const DocumentIcon = line('M5 2.5h7l3 3v12H5zM12 2.5v3h3M7.5 9h5m-5 3h5m-5 3h3');
export const ErrorFillIcon = line(`${circle}M7.5 7.5l5 5m0-5-5 5`);
export const InfoFillIcon = line(`${circle}M10 9v5m0-8v.5`);
export const MinusIcon = line('M4 10h12');
export const PersonFillIcon = line(
  'M10 3a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM3.5 17c.5-3 3-4.5 6.5-4.5s6 1.5 6.5 4.5',
);
export const PlusIcon = line('M10 4v12M4 10h12');
export const SearchIcon = line('M8.5 3a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM12.5 12.5 17 17');
export const SuccessFillIcon = line(`${circle}M6.5 10.5l2.5 2.5 4.5-5.5`);
export const WarningIcon = line(`${triangle}M10 8v4m0 2.5v.5`);
export const WarningFillIcon = WarningIcon;
export const FitIcon = line('M3 7V3h4m6 0h4v4m0 6v4h-4m-6 0H3v-4');
