package io.maregistry.server.state;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An immutable ordered set of values that are found by a key inside them: a B+ tree whose updates copy the path from the
 * root to one leaf and share everything else (Bayer and McCreight 1972; path copying: Driscoll et al. 1989).
 *
 * <p>Cost: look-up, insert and removal O(log n) with a fan-out of 32 to 64; a leaf holds nothing but its values, so a value
 * costs 4 to 8 bytes. Values appended in ascending order fill their leaves. Any thread may read; every update returns a
 * new tree.
 *
 * <p>Each leaf offers memos: readers keep there what they made of its values (encoded bytes), and what they made lives
 * exactly as long as the leaf, which an update elsewhere in the tree leaves alone.
 *
 * @param <K> what values are found by
 * @param <V> the values
 */
public final class SortedTree<K, V> implements Iterable<V> {

    /**
     * How values are ordered and found. Total, constant over time, and free of state.
     *
     * @param <K> the key
     * @param <V> the value
     */
    public interface Order<K, V> {
        /** The key inside {@code value}. */
        K keyOf(V value);

        /** Negative, zero or positive as {@code key} comes before, at or behind {@code value}. */
        int compare(K key, V value);
    }

    static final int MAX_LEAF = 64;
    static final int MAX_CHILDREN = 32;

    private final Order<K, V> order;
    private final @Nullable TreeNode<V> root;

    private SortedTree(Order<K, V> order, @Nullable TreeNode<V> root) {
        this.order = order;
        this.root = root;
    }

    /** A tree without values. */
    public static <K, V> SortedTree<K, V> empty(Order<K, V> order) {
        return new SortedTree<>(order, null);
    }

    /** How many values there are; O(1). */
    public int size() {
        return root == null ? 0 : root.size;
    }

    public boolean isEmpty() {
        return root == null;
    }

    /** The value with that key, or null. */
    public @Nullable V get(K key) {
        TreeNode<V> node = root;
        while (node instanceof TreeInner<V> inner) {
            node = inner.children[childFor(inner, key)];
        }
        if (node instanceof Leaf<V> leaf) {
            int at = search(leaf.values, key);
            return at >= 0 ? leaf.value(at) : null;
        }
        return null;
    }

    /** The first value, or null where there is none. */
    public @Nullable V first() {
        return root == null ? null : root.first();
    }

    /** This tree with {@code value} in it, in place of the one with the same key. */
    public SortedTree<K, V> with(V value) {
        K key = order.keyOf(value);
        if (root == null) {
            return new SortedTree<>(order, new Leaf<>(new Object[] {value}));
        }
        TreeNode<V> grown = insert(root, key, value);
        return new SortedTree<>(
                order, grown instanceof TreePair<V> pair ? TreeInner.of(List.of(pair.left, pair.right)) : grown);
    }

    /** This tree without the value of that key; the same tree where there is none. */
    public SortedTree<K, V> without(K key) {
        if (root == null || get(key) == null) {
            return this;
        }
        TreeNode<V> rest = remove(root, key);
        while (rest instanceof TreeInner<V> inner && inner.children.length == 1) {
            rest = inner.children[0];
        }
        return new SortedTree<>(order, rest);
    }

    /** All values in order. */
    @Override
    public Iterator<V> iterator() {
        return new TreeWalk<>(root);
    }

    /** The values whose keys are not before {@code key}, in order. O(log n) until the first. */
    public Iterator<V> from(K key) {
        TreeWalk<V> walk = new TreeWalk<>(null);
        TreeNode<V> node = root;
        while (node instanceof TreeInner<V> inner) {
            int child = childFor(inner, key);
            walk.push(inner, child + 1);
            node = inner.children[child];
        }
        if (node instanceof Leaf<V> leaf) {
            int at = search(leaf.values, key);
            walk.stand(leaf, at >= 0 ? at : -at - 1);
        }
        return walk;
    }

    /** Hands each leaf to {@code leaf}, in order. */
    public void forEachLeaf(Consumer<Leaf<V>> leaf) {
        if (root != null) {
            visit(root, leaf);
        }
    }

    private static <V> void visit(TreeNode<V> node, Consumer<Leaf<V>> visitor) {
        if (node instanceof Leaf<V> leaf) {
            visitor.accept(leaf);
        } else if (node instanceof TreeInner<V> inner) {
            for (TreeNode<V> child : inner.children) {
                visit(child, visitor);
            }
        }
    }

    /** A node with the value in it; a pair where one node would be too full. */
    private TreeNode<V> insert(TreeNode<V> node, K key, V value) {
        if (node instanceof TreeInner<V> inner) {
            int child = childFor(inner, key);
            TreeNode<V> grown = insert(inner.children[child], key, value);
            return grown instanceof TreePair<V> pair ? insertPair(inner, child, pair) : inner.with(child, grown);
        }
        return insertIntoLeaf((Leaf<V>) node, key, value);
    }

    private TreeNode<V> insertPair(TreeInner<V> inner, int child, TreePair<V> pair) {
        List<TreeNode<V>> children = new ArrayList<>(inner.children.length + 1);
        children.addAll(Arrays.asList(inner.children));
        children.set(child, pair.left);
        children.add(child + 1, pair.right);
        if (children.size() <= MAX_CHILDREN) {
            return TreeInner.of(children);
        }
        int cut = child == inner.children.length - 1 ? children.size() - 1 : children.size() / 2;
        return new TreePair<>(
                TreeInner.of(children.subList(0, cut)), TreeInner.of(children.subList(cut, children.size())));
    }

    private TreeNode<V> insertIntoLeaf(Leaf<V> leaf, K key, V value) {
        int at = search(leaf.values, key);
        if (at >= 0) {
            Object[] copy = leaf.values.clone();
            copy[at] = value;
            return new Leaf<>(copy);
        }
        int place = -at - 1;
        int length = leaf.values.length;
        if (length == MAX_LEAF && place == length) {
            // appended in ascending order: the full leaf stays as it is
            return new TreePair<>(leaf, new Leaf<>(new Object[] {value}));
        }
        Object[] grown = new Object[length + 1];
        System.arraycopy(leaf.values, 0, grown, 0, place);
        grown[place] = value;
        System.arraycopy(leaf.values, place, grown, place + 1, length - place);
        if (grown.length <= MAX_LEAF) {
            return new Leaf<>(grown);
        }
        int cut = grown.length / 2;
        return new TreePair<>(
                new Leaf<>(Arrays.copyOfRange(grown, 0, cut)),
                new Leaf<>(Arrays.copyOfRange(grown, cut, grown.length)));
    }

    private @Nullable TreeNode<V> remove(TreeNode<V> node, K key) {
        if (node instanceof Leaf<V> leaf) {
            int at = search(leaf.values, key);
            if (leaf.values.length == 1) {
                return null;
            }
            Object[] rest = new Object[leaf.values.length - 1];
            System.arraycopy(leaf.values, 0, rest, 0, at);
            System.arraycopy(leaf.values, at + 1, rest, at, rest.length - at);
            return new Leaf<>(rest);
        }
        TreeInner<V> inner = (TreeInner<V>) node;
        int child = childFor(inner, key);
        TreeNode<V> rest = remove(inner.children[child], key);
        if (rest != null && !rest.isSmall()) {
            return inner.with(child, rest);
        }
        List<TreeNode<V>> children = new ArrayList<>(Arrays.asList(inner.children));
        if (rest == null) {
            children.remove(child);
        } else {
            children.set(child, rest);
            mergeSmall(children, child);
        }
        return children.isEmpty() ? null : TreeInner.of(children);
    }

    /** Joins the child with a neighbour where both together fill a node to at most three quarters. */
    private static <V> void mergeSmall(List<TreeNode<V>> children, int child) {
        int left = child == 0 ? 0 : child - 1;
        if (children.size() < 2) {
            return;
        }
        TreeNode<V> joined = children.get(left).joinedWith(children.get(left + 1));
        if (joined != null) {
            children.set(left, joined);
            children.remove(left + 1);
        }
    }

    /** The child in whose range the key lies: the last one that does not begin behind it. */
    @SuppressWarnings("unchecked") // firsts holds only V
    private int childFor(TreeInner<V> inner, K key) {
        int low = 1;
        int high = inner.firsts.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (order.compare(key, (V) inner.firsts[middle]) < 0) {
                high = middle - 1;
            } else {
                low = middle + 1;
            }
        }
        return low - 1;
    }

    @SuppressWarnings("unchecked") // values holds only V
    private int search(Object[] values, K key) {
        int low = 0;
        int high = values.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int comparison = order.compare(key, (V) values[middle]);
            if (comparison == 0) {
                return middle;
            }
            if (comparison < 0) {
                high = middle - 1;
            } else {
                low = middle + 1;
            }
        }
        return -low - 1;
    }

    /**
     * Some dozens of neighbouring values.
     *
     * @param <V> the values
     */
    public static final class Leaf<V> extends TreeNode<V> {
        final Object[] values; // ascending, never empty
        // what readers made of the values, by the number of the form; racing writers each store an equal one
        private volatile @Nullable Object @Nullable [] memos;

        private Leaf(Object[] values) {
            super(values.length);
            this.values = values;
        }

        /** The values in order; unmodifiable. */
        @SuppressWarnings("unchecked") // values holds only V
        public List<V> values() {
            return (List<V>) Collections.unmodifiableList(Arrays.asList(values));
        }

        /**
         * What {@code make} gave at an earlier call with the same {@code form}, else what it gives now. {@code make} must
         * depend on the values alone; racing callers may each make it once.
         *
         * @param form 0 to 7, one number for each thing that is made of leaves
         */
        @SuppressWarnings("unchecked") // a form is always asked for with the same type
        public <T> T memo(int form, Supplier<T> make) {
            Object[] known = memos;
            if (known != null && known.length > form && known[form] != null) {
                return (T) known[form];
            }
            T made = make.get();
            Object[] copy =
                    known == null ? new Object[form + 1] : Arrays.copyOf(known, Math.max(known.length, form + 1));
            copy[form] = made;
            memos = copy;
            return made;
        }

        /** Whether {@link #memo} of that form has nothing to make. */
        public boolean hasMemo(int form) {
            Object[] known = memos;
            return known != null && known.length > form && known[form] != null;
        }

        @SuppressWarnings("unchecked") // values holds only V
        V value(int at) {
            return (V) values[at];
        }

        @Override
        V first() {
            return value(0);
        }

        @Override
        boolean isSmall() {
            return size <= MAX_LEAF / 4;
        }

        @Override
        @Nullable
        TreeNode<V> joinedWith(TreeNode<V> right) {
            if (!(right instanceof Leaf<V> other) || size + right.size > MAX_LEAF * 3 / 4) {
                return null;
            }
            Object[] both = Arrays.copyOf(values, size + other.size);
            System.arraycopy(other.values, 0, both, size, other.size);
            return new Leaf<>(both);
        }
    }
}
