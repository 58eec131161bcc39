/** Where this browser remembers that the tour was closed for good. */
export const TOUR_KEY = "vitrine.tour";
