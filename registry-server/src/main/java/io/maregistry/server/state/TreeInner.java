package io.maregistry.server.state;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An inner node: its children, and where each begins. */
final class TreeInner<V> extends TreeNode<V> {
    final TreeNode<V>[] children;
    final Object[] firsts; // firsts[i] = the first value below children[i]

    private TreeInner(TreeNode<V>[] children, Object[] firsts, int size) {
        super(size);
        this.children = children;
        this.firsts = firsts;
    }

    static <V> TreeInner<V> of(List<TreeNode<V>> nodes) {
        @SuppressWarnings({"unchecked", "rawtypes"}) // there are no generic arrays
        TreeNode<V>[] children = nodes.toArray(new TreeNode[0]);
        Object[] firsts = new Object[children.length];
        int size = 0;
        for (int at = 0; at < children.length; at++) {
            firsts[at] = children[at].first();
            size += children[at].size;
        }
        return new TreeInner<>(children, firsts, size);
    }

    /** This node with another child in that place. Looks at no other child: each would be a cache miss. */
    TreeInner<V> with(int child, TreeNode<V> node) {
        TreeNode<V>[] copy = children.clone();
        copy[child] = node;
        V first = node.first();
        Object[] starts = firsts;
        if (starts[child] != first) {
            starts = starts.clone();
            starts[child] = first;
        }
        return new TreeInner<>(copy, starts, size - children[child].size + node.size);
    }

    @Override
    boolean isSmall() {
        return children.length <= SortedTree.MAX_CHILDREN / 4;
    }

    @Override
    @SuppressWarnings("unchecked") // firsts holds only V
    V first() {
        return (V) firsts[0];
    }

    @Override
    @Nullable
    TreeNode<V> joinedWith(TreeNode<V> right) {
        if (!(right instanceof TreeInner<V> other)
                || children.length + other.children.length > SortedTree.MAX_CHILDREN * 3 / 4) {
            return null;
        }
        List<TreeNode<V>> both = new ArrayList<>(Arrays.asList(children));
        both.addAll(Arrays.asList(other.children));
        return of(both);
    }
}
