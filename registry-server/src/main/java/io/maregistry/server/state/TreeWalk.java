package io.maregistry.server.state;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** A walk over the leaves, with the inner nodes that are not finished on a stack. */
final class TreeWalk<V> implements Iterator<V> {
    private final Deque<TreeInner<V>> above = new ArrayDeque<>();
    private final Deque<Integer> nextChild = new ArrayDeque<>();
    private SortedTree.@Nullable Leaf<V> leaf;
    private int next;

    TreeWalk(@Nullable TreeNode<V> root) {
        if (root != null) {
            descend(root);
        }
    }

    /** Stands at that place of a leaf; the inner nodes above it were pushed, the outermost first. */
    void stand(SortedTree.Leaf<V> at, int place) {
        leaf = at;
        next = place;
        skipFinished();
    }

    void push(TreeInner<V> inner, int child) {
        above.push(inner);
        nextChild.push(child);
    }

    private void descend(TreeNode<V> node) {
        TreeNode<V> below = node;
        while (below instanceof TreeInner<V> inner) {
            push(inner, 1);
            below = inner.children[0];
        }
        leaf = (SortedTree.Leaf<V>) below;
        next = 0;
    }

    private void skipFinished() {
        while (leaf != null && next == leaf.values.length) {
            leaf = null;
            while (!above.isEmpty() && leaf == null) {
                TreeInner<V> inner = above.pop();
                int child = nextChild.pop();
                if (child < inner.children.length) {
                    push(inner, child + 1);
                    descend(inner.children[child]);
                }
            }
        }
    }

    @Override
    public boolean hasNext() {
        return leaf != null;
    }

    @Override
    public V next() {
        if (leaf == null) {
            throw new NoSuchElementException();
        }
        V value = leaf.value(next++);
        skipFinished();
        return value;
    }
}
