/** The kernel's picture in launchers: the letters TS on a trident's blue. */
export const kernelLogo = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">
<rect width="64" height="64" rx="8" fill="#1f4e79"/>
<path d="M16 12v12a16 12 0 0 0 32 0V12M32 10v12" fill="none" stroke="#9fd3ff" stroke-width="4" stroke-linecap="round"/>
<text x="32" y="58" font-family="sans-serif" font-size="22" font-weight="bold" text-anchor="middle" fill="#fff">TS</text>
</svg>
`;
