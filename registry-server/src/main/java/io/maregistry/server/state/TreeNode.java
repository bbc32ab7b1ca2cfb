package io.maregistry.server.state;

import org.jspecify.annotations.Nullable;

/** A node of a {@link SortedTree}. Immutable. */
abstract sealed class TreeNode<V> permits SortedTree.Leaf, TreeInner, TreePair {
    final int size;

    TreeNode(int size) {
        this.size = size;
    }

    abstract V first();

    /** True where it is worth looking for a neighbour to join. */
    abstract boolean isSmall();

    /** One node with the content of both, or null where that would be more than three quarters of a node. */
    abstract @Nullable TreeNode<V> joinedWith(TreeNode<V> right);
}
