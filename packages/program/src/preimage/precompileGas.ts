// Gas of the precompiles that the fault-proof program leaves to L1, at L1's prices: EIP-1108, EIP-4844, EIP-2537.

const ECRECOVER_GAS = 3000n;
const PAIRING_GAS = 45000n;
const PAIRING_PAIR_GAS = 34000n;
const POINT_EVALUATION_GAS = 50000n;

const G1_MULTIPLY_GAS = 12000n;
const G2_MULTIPLY_GAS = 22500n;
/** Bytes of one pair: a point and a scalar. */
const G1_PAIR_BYTES = 160;
const G2_PAIR_BYTES = 288;

/** EIP-2537: discounts in thousandths, by number of pairs from 1 to 128; more pairs as 128. */
const numbers = (text: string) => text.split(" ").map(BigInt);
const G1_DISCOUNTS = numbers(
  "1000 949 848 797 764 750 738 728 719 712 705 698 692 687 682 677 673 669 665 661 658 654 651 648 645 642 640 637 635 632 630 627 " +
    "625 623 621 619 617 615 613 611 609 608 606 604 603 601 599 598 596 595 593 592 591 589 588 586 585 584 582 581 580 579 577 576 " +
    "575 574 573 572 570 569 568 567 566 565 564 563 562 561 560 559 558 557 556 555 554 553 552 551 550 549 548 547 547 546 545 544 " +
    "543 542 541 540 540 539 538 537 536 536 535 534 533 532 532 531 530 529 528 528 527 526 525 525 524 523 522 522 521 520 520 519",
);
const G2_DISCOUNTS = numbers(
  "1000 1000 923 884 855 832 812 796 782 770 759 749 740 732 724 717 711 704 699 693 688 683 679 674 670 666 663 659 655 652 649 646 " +
    "643 640 637 634 632 629 627 624 622 620 618 615 613 611 609 607 606 604 602 600 598 597 595 593 592 590 589 587 586 584 583 582 " +
    "580 579 578 576 575 574 573 571 570 569 568 567 566 565 563 562 561 560 559 558 557 556 555 554 553 552 552 551 550 549 548 547 " +
    "546 545 545 544 543 542 541 541 540 539 538 537 537 536 535 535 534 533 532 532 531 530 530 529 528 528 527 526 526 525 524 524",
);

function multiplyGas(length: number, pairBytes: number, each: bigint, discounts: readonly bigint[]): bigint {
  const pairs = Math.floor(length / pairBytes);
  if (pairs === 0) return 0n;
  return (BigInt(pairs) * each * discounts[Math.min(pairs, discounts.length) - 1]!) / 1000n;
}

/** Gas for an input of so many bytes; null when the precompile is none of the accelerated ones. */
export function precompileGas(address: number, length: number): bigint | null {
  switch (address) {
    case 0x01:
      return ECRECOVER_GAS;
    case 0x08:
      return PAIRING_GAS + PAIRING_PAIR_GAS * BigInt(Math.floor(length / 192));
    case 0x0a:
      return POINT_EVALUATION_GAS;
    case 0x0b:
      return 375n;
    case 0x0c:
      return multiplyGas(length, G1_PAIR_BYTES, G1_MULTIPLY_GAS, G1_DISCOUNTS);
    case 0x0d:
      return 600n;
    case 0x0e:
      return multiplyGas(length, G2_PAIR_BYTES, G2_MULTIPLY_GAS, G2_DISCOUNTS);
    case 0x0f:
      return 37700n + 32600n * BigInt(Math.floor(length / 384));
    case 0x10:
      return 5500n;
    case 0x11:
      return 23800n;
    default:
      return null;
  }
}
