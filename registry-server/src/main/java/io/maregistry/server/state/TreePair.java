package io.maregistry.server.state;

import org.jspecify.annotations.Nullable;

/** Two nodes in the place of one that would be too full: on its way up only, never part of a tree. */
final class TreePair<V> extends TreeNode<V> {
    final TreeNode<V> left;
    final TreeNode<V> right;

    TreePair(TreeNode<V> left, TreeNode<V> right) {
        super(left.size + right.size);
        this.left = left;
        this.right = right;
    }

    @Override
    V first() {
        return left.first();
    }

    @Override
    boolean isSmall() {
        return false;
    }

    @Override
    @Nullable
    TreeNode<V> joinedWith(TreeNode<V> next) {
        return null;
    }
}
