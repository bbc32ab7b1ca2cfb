package io.maregistry.server.raft;

import com.alipay.sofa.jraft.entity.Task;
import io.maregistry.proto.v1.CommandRecord;
import io.maregistry.server.state.Command;
import io.maregistry.server.state.Entry;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The replicated log as a leader writes it. Any thread; never blocks. */
final class EntryLog {

    private static final Logger LOG = LoggerFactory.getLogger(EntryLog.class);

    private final Engine engine;
    private final LongSupplier wallMillis;
    private final Executor answers;

    /** @param wallMillis the wall clock, epoch milliseconds */
    EntryLog(Engine engine, LongSupplier wallMillis, Executor answers) {
        this.engine = engine;
        this.wallMillis = wallMillis;
        this.answers = answers;
    }

    /** Proposes one entry; it is refused where this node does not lead in that term. */
    void propose(List<Command> commands, List<CommandRecord> records, long term, ProposedEntry.Fate fate) {
        Entry entry = new Entry(wallMillis.getAsLong(), commands);
        Task task = new Task();
        task.setData(ByteBuffer.wrap(EntryCodec.encode(entry.wallMillis(), records)));
        task.setExpectedTerm(term);
        task.setDone(new ProposedEntry(entry, fate, answers));
        try {
            engine.node().apply(task);
        } catch (IllegalStateException stopping) { // the engine has told the closure so, too
            LOG.debug("entry of {} commands refused: {}", commands.size(), stopping.getMessage());
        }
    }
}
