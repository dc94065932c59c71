// Lines that are told apart on a dark heat map, by colour-blind readers too (Okabe and Ito 2008, the light ones).

export const COLOURS: readonly string[] = ["#56b4e9", "#f0e442", "#00d39b", "#ff8fc7", "#ffffff"];
