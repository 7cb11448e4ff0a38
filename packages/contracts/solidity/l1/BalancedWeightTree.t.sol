// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {Test} from "../testing/Test.sol";
import {BalancedWeightTree} from "./BalancedWeightTree.sol";

contract BalancedWeightTreeTest is Test {
    using BalancedWeightTree for BalancedWeightTree.Tree;

    uint256 private constant ADDRESSES = 24;
    uint256 private constant OPERATIONS = 100;

    BalancedWeightTree.Tree private tree;
    // The plain model: who is in, with what weight.
    mapping(address => uint120) private weights;
    mapping(address => bool) private isIn;
    uint256 private entered;
    uint256 private left;

    function test_insert_twice_revertsAlreadyInTree() public {
        tree.insert(address(1), 5);
        vm.expectRevert(abi.encodeWithSelector(BalancedWeightTree.AlreadyInTree.selector, address(1)));
        this.insertAgain();
    }

    function insertAgain() external {
        tree.insert(address(1), 6);
    }

    function test_update_notThere_returnsFalse() public {
        assertFalse(tree.update(address(1), 5), "update");
        assertFalse(tree.remove(address(1)), "remove");
    }

    function test_select_emptyTree_returnsZero() public view {
        assertEq(tree.select(0), address(0), "select");
    }

    // 5; 3 to its left, 4 to its right; then 9 below the lighter side, and up to the root.
    function test_insert_heaviest_risesToTheRoot() public {
        tree.insert(address(5), 5);
        tree.insert(address(3), 3);
        tree.insert(address(4), 4);
        tree.insert(address(9), 9);
        assertEq(tree.nodes[tree.root].addr, address(9), "root");
        assertEq(tree.total(), 21, "total");
        assertEq(tree.nodes[tree.nodes[1].leftChild].addr, address(5), "moved down on its path");
        _checkSubtree(tree.root, 0);
    }

    function test_remove_root_pullsUpTheHeavierChild() public {
        tree.insert(address(9), 9);
        tree.insert(address(3), 3);
        tree.insert(address(4), 4);
        tree.remove(address(9));
        assertEq(tree.nodes[tree.root].addr, address(4), "root");
        assertEq(tree.count(), 2, "count");
        tree.remove(address(4));
        tree.remove(address(3));
        assertEq(tree.root, 0, "empty");
        assertEq(tree.total(), 0, "nothing");
        tree.insert(address(7), 7);
        assertEq(tree.root, 4, "numbers are not used again");
    }

    // Random operations; after each the tree must hold what the model holds, and every weight must be drawn exactly as
    // often as it is large.
    function testFuzz_tree_matchesThePlainModel(uint256 seed) public {
        for (uint256 i = 0; i < OPERATIONS; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            address who = address(uint160(1 + (seed >> 8) % ADDRESSES));
            uint120 weight = _weight(seed >> 16);
            if (!isIn[who]) {
                tree.insert(who, weight);
                (isIn[who], weights[who]) = (true, weight);
                ++entered;
            } else if (seed % 3 == 0) {
                assertTrue(tree.remove(who), "there to remove");
                (isIn[who], weights[who]) = (false, 0);
                ++left;
            } else {
                assertTrue(tree.update(who, weight), "there to update");
                weights[who] = weight;
            }
            _checkAgainstModel();
        }
    }

    // Often small and often equal, sometimes as large as 24 of them can be in 120 bits.
    function _weight(uint256 random) private pure returns (uint120) {
        if (random % 4 == 0) return uint120(random >> 2) / uint120(ADDRESSES);
        return uint120((random >> 2) % 8);
    }

    function _checkAgainstModel() private view {
        uint256 sum = 0;
        uint256 members = 0;
        for (uint256 i = 1; i <= ADDRESSES; ++i) {
            address who = address(uint160(i));
            assertTrue(tree.contains(who) == isIn[who], "membership");
            assertEq(tree.weightOf(who), weights[who], "weight");
            sum += weights[who];
            if (isIn[who]) ++members;
        }
        assertEq(tree.total(), sum, "sum");
        assertEq(tree.count(), members, "count");
        assertEq(tree.counter, entered, "counter");
        assertEq(tree.removed, left, "removed");
        assertEq(_checkSubtree(tree.root, 0), sum, "layout");
        assertEq(tree.select(uint120(sum)), address(0), "beyond the end");
    }

    // Walks in order; `offset` is what lies to the left. Returns where this subtree ends.
    function _checkSubtree(uint32 index, uint256 offset) private view returns (uint256) {
        if (index == 0) return offset;
        BalancedWeightTree.Node memory node = tree.nodes[index];
        uint256 start = _checkSubtree(node.leftChild, offset);
        if (node.weight > 0) {
            assertEq(tree.select(uint120(start)), node.addr, "its first");
            assertEq(tree.select(uint120(start + node.weight - 1)), node.addr, "its last");
        }
        uint256 end = _checkSubtree(node.rightChild, start + node.weight);
        assertEq(node.weightSum, end - offset, "sum of the subtree");
        assertEq(tree.nodeMap[node.addr], index, "map");
        _checkChild(index, node.leftChild, node.weight, true);
        _checkChild(index, node.rightChild, node.weight, false);
        return end;
    }

    function _checkChild(uint32 parent, uint32 child, uint120 weight, bool isLeft) private view {
        if (child == 0) return;
        assertEq(tree.nodes[child].parent, parent, "parent");
        assertTrue(tree.nodes[child].isLeftChild == isLeft, "side");
        assertTrue(tree.nodes[child].weight <= weight, "no heavier than its parent");
    }
}
