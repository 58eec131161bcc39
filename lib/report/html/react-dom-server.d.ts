/** The one function that is used of it; its package brings no types of its own. */
declare module "react-dom/server" {
  export function renderToStaticMarkup(element: import("react").ReactElement): string;
}
