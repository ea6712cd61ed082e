// The words of the room. British English, plain and warm.

/** What each phase is called, and what a screen reader is told when it begins. @type {Record<string, string>} */
export const TITLES = {
  lobby: "We start soon",
  say: "Say it first",
  vote: "Choose in private",
  shown: "How we chose",
  discuss: "Talk together",
  again: "Choose again",
  shift: "What has changed",
  decide: "What happens next?",
  ended: "Looking back together",
  closed: "This room is closed",
};

/** The facilitator's one button. @type {Record<string, string>} */
export const NEXT = {
  lobby: "Start the story",
  say: "Open the vote",
  vote: "Close the vote",
  shown: "Talk about it",
  discuss: "Vote again",
  again: "Close the second vote",
  shift: "Choose what happens next",
};

/** What that button does. @type {Record<string, string>} */
export const AFTER = {
  lobby: "Everyone sees the first scene. Others can still join.",
  say: "Everyone sees the replies, and chooses one in private.",
  vote: "No more votes count. Everyone sees how the group chose.",
  shown: "Phones go down. You get a question to ask, and a timer if you want one.",
  discuss: "Everyone chooses once more, in private.",
  again: "No more votes count. Everyone sees what has changed.",
  shift: "You follow the group, or choose another way.",
};

/** What a carer does now. @type {Record<string, string>} */
export const NOW = {
  lobby: "You are in. The story starts when everyone is here.",
  say: "Read the scene. What would you say first?",
  vote: "Nobody sees what you choose. You can change it until the vote is closed.",
  shown: "The vote is closed. This is how the group chose.",
  discuss: "Put the phone down and talk. What made you choose as you did?",
  again: "Keep your choice or change it. Both are fine.",
  shift: "The second vote is closed.",
  decide: "Your facilitator goes on with the story now.",
  ended: "The story is over. Look back on it together.",
  closed: "Thank you for being here. Only counts are kept of this room, and they are deleted later.",
};

/** What everyone does now, on the wall. @type {Record<string, string>} */
export const WALL = {
  vote: "On your phone. Nobody sees what you choose.",
  discuss: "What made you choose as you did?",
  again: "On your phone. Keep your choice or change it.",
};

/** @type {Record<string, string>} */
export const CRITERIA = {
  playfulness: "Playfulness",
  acceptance: "Acceptance",
  curiosity: "Curiosity",
  empathy: "Empathy",
  order: "Connection before correction",
  limit: "A clear, kind limit",
  repair: "Repair",
};

export const AWAY = "The line is lost. Trying again … What you chose is kept.";
