package io.maregistry.server.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.maregistry.error.RegistryException.Corrupted;
import io.maregistry.proto.v1.CommandRecord;
import io.maregistry.proto.v1.EntryRecord;
import io.maregistry.server.state.Command;
import io.maregistry.server.state.Entry;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EntryCodecTest {

    static Stream<Command> commands() {
        return Samples.commands().stream();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandComesBackAsItWas(Command command) {
        assertThat(CommandCodec.fromProto(CommandCodec.toProto(command))).isEqualTo(command);
    }

    @Test
    void samplesHoldEveryKindOfCommand() {
        Set<Class<?>> kinds = new HashSet<>();
        commands().forEach(command -> kinds.add(command.getClass()));

        assertThat(kinds).containsExactlyInAnyOrder(Command.class.getPermittedSubclasses());
        assertThat(CommandRecord.KindCase.values()).hasSize(kinds.size()); // one is of none, and put_config is of two
    }

    @Test
    void entryComesBackAsItWas() {
        assertThat(EntryCodec.decode(EntryCodec.encode(Samples.entry()))).isEqualTo(Samples.entry());
    }

    @Test
    void bufferIsReadFromItsPositionToItsLimitAndLeftAsItIs() {
        byte[] bytes = EntryCodec.encode(Samples.entry());
        ByteBuffer buffer = ByteBuffer.allocateDirect(bytes.length + 20);
        buffer.position(7).put(bytes).flip().position(7);

        assertThat(EntryCodec.decode(buffer)).isEqualTo(Samples.entry());
        assertThat(buffer.remaining()).isEqualTo(bytes.length);
    }

    @Test
    void equalEntriesHaveEqualBytes() {
        assertThat(EntryCodec.encode(Samples.entry())).isEqualTo(EntryCodec.encode(Samples.entry()));
    }

    @Test
    void sizesOfCommandsAddUpToThatOfTheEntry() {
        int empty = EntryCodec.encode(new Entry(1_763_700_000_000L, List.of())).length;
        int sum = commands()
                .mapToInt(command -> CommandCodec.size(CommandCodec.toProto(command)))
                .sum();

        assertThat(EntryCodec.encode(Samples.entry())).hasSize(empty + sum);
    }

    @Test
    void unknownFieldAnywhereIsCorrupted() throws InvalidProtocolBufferException {
        EntryRecord record = EntryRecord.parseFrom(EntryCodec.encode(Samples.entry()));
        List<Message> strange = UnknownFields.anywhereIn(record);

        assertThat(strange).hasSizeGreaterThan(40);
        for (Message entry : strange) {
            assertThatThrownBy(() -> EntryCodec.decode(entry.toByteArray()))
                    .isInstanceOf(Corrupted.class)
                    .hasMessageContaining("unknown field 1000");
        }
    }

    @Test
    void unknownKindOfCommandIsCorrupted() {
        byte[] newer = EntryRecord.newBuilder()
                .setFormat(1)
                .addCommands(CommandRecord.getDefaultInstance())
                .build()
                .toByteArray();

        assertThatThrownBy(() -> EntryCodec.decode(newer))
                .isInstanceOf(Corrupted.class)
                .hasMessageContaining("no kind");
    }

    @Test
    void otherFormatsAreCorrupted() {
        for (int format : new int[] {0, 2, -1}) {
            byte[] other = EntryRecord.newBuilder().setFormat(format).build().toByteArray();

            assertThatThrownBy(() -> EntryCodec.decode(other))
                    .isInstanceOf(Corrupted.class)
                    .hasMessageContaining("format");
        }
    }

    @Test
    void bytesThatAreNoEntryAreCorrupted() {
        byte[] whole = EntryCodec.encode(Samples.entry());

        assertThatThrownBy(() -> EntryCodec.decode(new byte[0])).isInstanceOf(Corrupted.class);
        assertThatThrownBy(() -> EntryCodec.decode(new byte[] {-1, -1, -1})).isInstanceOf(Corrupted.class);
        assertThatThrownBy(() -> EntryCodec.decode(Arrays.copyOf(whole, whole.length - 1)))
                .isInstanceOf(Corrupted.class);
    }

    @Test
    void valuesThatBreakARuleOfTheModelAreCorrupted() {
        CommandRecord lawful = CommandCodec.toProto(Samples.commands().get(0));
        CommandRecord.Builder unlawful = lawful.toBuilder();
        unlawful.getRegisterBuilder().getIdBuilder().setPort(70_000);

        assertThatThrownBy(() -> CommandCodec.fromProto(unlawful.build()))
                .isInstanceOf(Corrupted.class)
                .hasMessageContaining("port");
        CommandRecord.Builder incomplete = lawful.toBuilder();
        incomplete.getRegisterBuilder().clearId();
        assertThatThrownBy(() -> CommandCodec.fromProto(incomplete.build()))
                .isInstanceOf(Corrupted.class)
                .hasMessageContaining("no id");
    }
}
