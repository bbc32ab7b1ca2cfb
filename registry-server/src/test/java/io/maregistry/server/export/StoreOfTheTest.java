package io.maregistry.server.export;

import io.maregistry.server.state.Change;
import io.maregistry.server.state.RegistryState;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.Scalars;
import io.maregistry.server.store.RegistryStore;
import io.maregistry.server.store.StoreException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Keeps what it was told to do, as texts, and fails, refuses or hangs as a test says. Any thread. */
final class StoreOfTheTest implements RegistryStore {

    final List<String> calls = new CopyOnWriteArrayList<>();
    private final boolean isShared;
    private volatile Optional<RegistryState> held = Optional.empty();
    private volatile @Nullable Throwable failure;
    private volatile boolean isHeldFailing;
    private volatile boolean isInterrupting;
    private volatile boolean appends = true;
    private volatile Runnable onLoad = () -> {};
    private volatile Runnable onSave = () -> {};
    private volatile CountDownLatch gate = new CountDownLatch(0);

    StoreOfTheTest(boolean isShared) {
        this.isShared = isShared;
    }

    /** Every call fails from here on. */
    void fail() {
        fail(new StoreException(StoreException.Kind.UNREACHABLE, "the test's store is away"));
    }

    /** Every call fails with that from here on; with null, none. */
    void fail(@Nullable Throwable with) {
        failure = with;
    }

    /** Nobody learns from here on whose registry it holds. */
    void failHeld(boolean isFailing) {
        isHeldFailing = isFailing;
    }

    /** Every call that fails leaves its thread interrupted, as some drivers do. */
    void leaveInterrupted() {
        isInterrupting = true;
    }

    /** It takes whole states only from here on. */
    void refuseAppends() {
        appends = false;
    }

    /** Every call waits from here on until the latch is counted down. */
    CountDownLatch hang() {
        gate = new CountDownLatch(1);
        return gate;
    }

    /** Done in every load, before it gives what is held. */
    void onLoad(Runnable during) {
        onLoad = during;
    }

    /** Done in every save, once it has the root. */
    void onSave(Runnable during) {
        onSave = during;
    }

    void hold(RegistryState state) {
        held = Optional.of(state);
    }

    /** What was done since the last time this was asked. */
    List<String> takeCalls() {
        List<String> taken = List.copyOf(calls);
        calls.clear();
        return taken;
    }

    @Override
    public String name() {
        return "test";
    }

    @Override
    public boolean isShared() {
        return isShared;
    }

    @Override
    public Optional<RegistryState> load() {
        called("load");
        onLoad.run();
        return held;
    }

    @Override
    public Optional<Scalars> held() {
        if (isHeldFailing) {
            throw new StoreException(StoreException.Kind.UNREACHABLE, "the test's store is away for a moment");
        }
        return held.map(state -> state.root().scalars());
    }

    @Override
    public void save(Root root) {
        called("save " + root.scalars().revision());
        onSave.run();
    }

    @Override
    public boolean append(Root root, List<Change> changes) {
        called("append " + changes.get(0).revision() + ".."
                + changes.get(changes.size() - 1).revision() + " at "
                + root.scalars().revision());
        return appends;
    }

    private void called(String call) {
        calls.add(call);
        try {
            gate.await();
        } catch (InterruptedException interrupted) {
            throw new StoreException(StoreException.Kind.UNREACHABLE, "interrupted", interrupted);
        }
        Throwable due = failure;
        if (due != null) {
            if (isInterrupting) {
                Thread.currentThread().interrupt();
            }
            throw StoreOfTheTest.<RuntimeException>unchecked(due);
        }
    }

    /** Stores are not all written in Java, whose compiler asks what is thrown. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // that is the point
    private static <T extends Throwable> T unchecked(Throwable thrown) throws T {
        throw (T) thrown;
    }

    @Override
    public void close() {
        calls.add("close");
    }
}
