package io.maregistry.server.raft;

import com.google.protobuf.InvalidProtocolBufferException;
import io.maregistry.error.RegistryException;
import io.maregistry.proto.v1.CommandRecord;
import io.maregistry.proto.v1.EntryRecord;
import io.maregistry.server.state.Command;
import io.maregistry.server.state.Entry;
import io.maregistry.wire.Records;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Entries to and from the bytes of the log.
 *
 * <p>Reading is strict, since a node that skips what it does not understand applies something else than its peers: an
 * unknown format, kind of command or field anywhere, bytes that are no entry and values that break the model's rules are
 * {@link RegistryException.Corrupted}, which stops the node. Stateless; any thread.
 */
final class EntryCodec {

    /** The highest format level that this build reads, and the one that it writes. */
    static final int FORMAT = 1;

    private EntryCodec() {}

    static byte[] encode(Entry entry) {
        List<CommandRecord> commands = new ArrayList<>(entry.commands().size());
        for (Command command : entry.commands()) {
            commands.add(CommandCodec.toProto(command));
        }
        return encode(entry.wallMillis(), commands);
    }

    /** The entry of commands that are records already, as their proposers made them. */
    static byte[] encode(long wallMillis, List<CommandRecord> commands) {
        return EntryRecord.newBuilder()
                .setFormat(FORMAT)
                .setWallMillis(wallMillis)
                .addAllCommands(commands)
                .build()
                .toByteArray();
    }

    static Entry decode(byte[] bytes) {
        return decode(ByteBuffer.wrap(bytes));
    }

    /** Reads from the buffer's position to its limit, and moves neither. */
    static Entry decode(ByteBuffer bytes) {
        EntryRecord record = parse(bytes);
        if (record.getFormat() < 1 || record.getFormat() > FORMAT) {
            throw new RegistryException.Corrupted("the entry has format " + Integer.toUnsignedString(record.getFormat())
                    + "; this build reads 1 to " + FORMAT);
        }
        Records.known(record);
        List<Command> commands = new ArrayList<>(record.getCommandsCount());
        for (CommandRecord command : record.getCommandsList()) {
            commands.add(CommandCodec.fromProto(command));
        }
        try {
            return new Entry(record.getWallMillis(), commands);
        } catch (IllegalArgumentException rule) {
            throw Records.unlawful(record, rule);
        }
    }

    private static EntryRecord parse(ByteBuffer bytes) {
        try {
            return EntryRecord.parseFrom(bytes.duplicate());
        } catch (InvalidProtocolBufferException malformed) {
            throw new RegistryException.Corrupted(
                    "the bytes of the entry are no entry: " + malformed.getMessage(), malformed);
        }
    }
}
