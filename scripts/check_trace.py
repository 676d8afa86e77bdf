#!/usr/bin/env python3
"""Checks that a trace is one that Perfetto can show, by Perfetto's own schema.

usage: check_trace.py FILE

The schema comes from the Python package perfetto (`scripts/setup --test`). Every field of every packet must be one that
it knows. Every event must be on a track that was described before it, within a process or thread that has a name; times
of one track must not go back, and each slice must end. Prints a line for each track: its process, its name, how many
slices and instants; exit code 1 with what is wrong otherwise.
"""

import glob
import os
import sys

root = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
cache = os.environ.get("MARTLET_CACHE") or os.path.join(root, ".cache")
sys.path[:0] = sorted(glob.glob(os.path.join(cache, "perfetto-*")))

try:
    from google.protobuf import unknown_fields
    from perfetto.protos.perfetto.trace import perfetto_trace_pb2 as schema
except ImportError as error:
    sys.exit(f"check_trace: {error}; run `scripts/setup --test`")


class Wrong(Exception):
    pass


def require(condition, message):
    if not condition:
        raise Wrong(message)


def check_known(message, path):
    require(len(unknown_fields.UnknownFieldSet(message)) == 0, f"{path} has fields that the schema does not know")
    for field, value in message.ListFields():
        if field.type == field.TYPE_MESSAGE:
            repeated = field.is_repeated if hasattr(field, "is_repeated") else field.label == field.LABEL_REPEATED
            for each in value if repeated else [value]:
                check_known(each, f"{path}.{field.name}")


class Track:
    def __init__(self, descriptor, processes):
        self.is_process = descriptor.HasField("process")
        if self.is_process:
            self.process = self.name = descriptor.process.process_name
            processes[descriptor.process.pid] = self.process
        else:
            require(descriptor.HasField("thread"), f"track {descriptor.uuid} is neither a process nor a thread")
            require(descriptor.thread.pid in processes, f"track {descriptor.uuid}: its process is not described")
            self.process = processes[descriptor.thread.pid]
            self.name = descriptor.thread.thread_name
        require(self.name, f"track {descriptor.uuid} has no name")
        self.open, self.slices, self.instants, self.time = [], 0, 0, 0

    def add(self, event, time):
        require(time >= self.time, f"{self.name}: time goes back, from {self.time} to {time}")
        self.time = time
        if event.type == event.TYPE_SLICE_END:
            require(self.open, f"{self.name}: a slice ends at {time} and none is open")
            self.open.pop()
            return
        require(event.name, f"{self.name}: an event at {time} without a name")
        if event.type == event.TYPE_SLICE_BEGIN:
            self.open.append(event.name)
            self.slices += 1
        elif event.type == event.TYPE_INSTANT:
            self.instants += 1
        else:
            raise Wrong(f"{self.name}: an event of type {event.type}")


def check(data):
    trace = schema.Trace()
    trace.ParseFromString(data)
    require(trace.packet, "no packets")
    processes, tracks = {}, {}
    for number, packet in enumerate(trace.packet):
        check_known(packet, f"packet {number}")
        require(packet.trusted_packet_sequence_id, f"packet {number} belongs to no sequence")
        if packet.HasField("track_descriptor"):
            require(packet.track_descriptor.uuid not in tracks, f"packet {number} describes a track again")
            tracks[packet.track_descriptor.uuid] = Track(packet.track_descriptor, processes)
        else:
            require(packet.HasField("track_event"), f"packet {number} is neither a track nor an event")
            require(packet.track_event.track_uuid in tracks, f"packet {number} is on a track that nothing describes")
            tracks[packet.track_event.track_uuid].add(packet.track_event, packet.timestamp)
    for track in tracks.values():
        require(not track.open, f"{track.name}: {track.open} never end")
    return tracks.values()


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    with open(sys.argv[1], "rb") as file:
        data = file.read()
    try:
        for track in check(data):
            print(f"{track.process}\t{track.name}\t{track.slices}\t{track.instants}")
    except Exception as error:  # the parser has exceptions of its own
        sys.exit(f"check_trace: {sys.argv[1]}: {error}")


if __name__ == "__main__":
    main()
