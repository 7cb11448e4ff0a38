// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// @title BalancedWeightTree
/// @notice Addresses with weights in a binary tree, to draw one with a probability proportional to its weight. Every node
///         knows the sum of the weights below it; a heavier address is never below a lighter one. Nodes are numbered from 1
///         and numbers are never used again.
library BalancedWeightTree {
    struct Node {
        address addr;
        uint32 parent;
        uint32 leftChild;
        uint32 rightChild;
        bool isLeftChild;
        uint120 weight;
        uint120 weightSum;
    }

    struct Tree {
        uint32 counter;
        uint32 removed;
        uint32 root;
        mapping(uint32 => Node) nodes;
        mapping(address => uint32) nodeMap;
    }

    error AlreadyInTree(address addr);

    /// @notice A new node goes where there is room, else down to the child with the smaller sum.
    function insert(Tree storage tree, address addr, uint120 weight) internal {
        if (tree.nodeMap[addr] != 0) revert AlreadyInTree(addr);
        uint32 index = ++tree.counter;
        Node memory node = Node(addr, 0, 0, 0, false, weight, weight);
        uint32 parent = tree.root;
        if (parent == 0) {
            tree.root = index;
        } else {
            while (true) {
                Node storage above = tree.nodes[parent];
                above.weightSum += weight;
                (uint32 left, uint32 right) = (above.leftChild, above.rightChild);
                if (left == 0) {
                    above.leftChild = index;
                    node.isLeftChild = true;
                    break;
                }
                if (right == 0) {
                    above.rightChild = index;
                    break;
                }
                parent = tree.nodes[left].weightSum <= tree.nodes[right].weightSum ? left : right;
            }
            node.parent = parent;
        }
        tree.nodes[index] = node;
        tree.nodeMap[addr] = index;
        _promote(tree, index);
    }

    /// @return False if the address is not in the tree.
    function update(Tree storage tree, address addr, uint120 weight) internal returns (bool) {
        uint32 index = tree.nodeMap[addr];
        if (index == 0) return false;
        uint120 before = tree.nodes[index].weight;
        if (weight == before) return true;
        tree.nodes[index].weight = weight;
        for (uint32 i = index; i != 0; i = tree.nodes[i].parent) {
            tree.nodes[i].weightSum = tree.nodes[i].weightSum - before + weight;
        }
        if (weight > before) _promote(tree, index);
        else _demote(tree, index);
        return true;
    }

    /// @notice The heavier child moves up into the gap, and so on down to a leaf, which goes.
    /// @return False if the address is not in the tree.
    function remove(Tree storage tree, address addr) internal returns (bool) {
        uint32 index = tree.nodeMap[addr];
        if (index == 0) return false;
        uint120 weight = tree.nodes[index].weight;
        for (uint32 i = index; i != 0; i = tree.nodes[i].parent) {
            tree.nodes[i].weightSum -= weight;
        }
        for (uint32 child = _heavierChild(tree, index); child != 0; child = _heavierChild(tree, index)) {
            Node storage below = tree.nodes[child];
            tree.nodes[index].addr = below.addr;
            tree.nodes[index].weight = below.weight;
            tree.nodeMap[below.addr] = index;
            below.weightSum -= below.weight;
            index = child;
        }
        uint32 parent = tree.nodes[index].parent;
        if (parent == 0) tree.root = 0;
        else if (tree.nodes[index].isLeftChild) tree.nodes[parent].leftChild = 0;
        else tree.nodes[parent].rightChild = 0;
        delete tree.nodes[index];
        delete tree.nodeMap[addr];
        ++tree.removed;
        return true;
    }

    /// @notice The address at `weight` when all are laid side by side, left subtree, node, right subtree.
    /// @return Zero if `weight` is not below the sum of all.
    function select(Tree storage tree, uint120 weight) internal view returns (address) {
        uint32 index = tree.root;
        while (index != 0) {
            Node storage node = tree.nodes[index];
            uint120 left = tree.nodes[node.leftChild].weightSum;
            if (weight < left) {
                index = node.leftChild;
                continue;
            }
            weight -= left;
            if (weight < node.weight) return node.addr;
            weight -= node.weight;
            index = node.rightChild;
        }
        return address(0);
    }

    /// @notice The sum of all weights.
    function total(Tree storage tree) internal view returns (uint120) {
        return tree.nodes[tree.root].weightSum;
    }

    function contains(Tree storage tree, address addr) internal view returns (bool) {
        return tree.nodeMap[addr] != 0;
    }

    function weightOf(Tree storage tree, address addr) internal view returns (uint120) {
        return tree.nodes[tree.nodeMap[addr]].weight;
    }

    function count(Tree storage tree) internal view returns (uint32) {
        return tree.counter - tree.removed;
    }

    function _promote(Tree storage tree, uint32 index) private {
        uint32 parent = tree.nodes[index].parent;
        while (parent != 0 && tree.nodes[index].weight > tree.nodes[parent].weight) {
            _swap(tree, parent, index);
            index = parent;
            parent = tree.nodes[index].parent;
        }
    }

    function _demote(Tree storage tree, uint32 index) private {
        uint32 child = _heavierChild(tree, index);
        while (child != 0 && tree.nodes[child].weight > tree.nodes[index].weight) {
            _swap(tree, index, child);
            index = child;
            child = _heavierChild(tree, index);
        }
    }

    // Zero if there is none. The left one only if it is strictly heavier.
    function _heavierChild(Tree storage tree, uint32 index) private view returns (uint32) {
        (uint32 left, uint32 right) = (tree.nodes[index].leftChild, tree.nodes[index].rightChild);
        if (left == 0 || right == 0) return left | right;
        return tree.nodes[left].weight > tree.nodes[right].weight ? left : right;
    }

    // Address and weight change places; the nodes stay where they are.
    function _swap(Tree storage tree, uint32 parent, uint32 child) private {
        Node storage above = tree.nodes[parent];
        Node storage below = tree.nodes[child];
        (address addr, uint120 weight) = (above.addr, above.weight);
        below.weightSum = below.weightSum - below.weight + weight;
        (above.addr, above.weight) = (below.addr, below.weight);
        (below.addr, below.weight) = (addr, weight);
        tree.nodeMap[above.addr] = parent;
        tree.nodeMap[addr] = child;
    }
}
