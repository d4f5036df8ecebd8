interface ImportMetaEnv {
  /** Where Docket is, when it is not where the page comes from. */
  readonly VITE_DOCKET_URL?: string;
}
