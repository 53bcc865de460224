#include "connect/byte_source.h"

#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <system_error>
#include <vector>

namespace habitue::connect {
namespace {

constexpr size_t kChunk = 256 * 1024;

class Bytes : public ByteSource {
  public:
    explicit Bytes(std::string bytes) : bytes_(std::move(bytes)) {}
    Result<size_t> read(char* into, size_t room) override {
        const size_t taken = bytes_.copy(into, room, at_);
        at_ += taken;
        return taken;
    }

  private:
    std::string bytes_;
    size_t at_ = 0;
};

struct CloseFile {
    void operator()(std::FILE* file) const {
        if (file != stdin) std::fclose(file);
    }
};
using FileHandle = std::unique_ptr<std::FILE, CloseFile>;

class File : public ByteSource {
  public:
    File(FileHandle file, uint64_t size, ReadProgress progress)
        : file_(std::move(file)), size_(size), progress_(std::move(progress)) {}
    Result<size_t> read(char* into, size_t room) override {
        const size_t taken = std::fread(into, 1, room, file_.get());
        if (taken == 0 && std::ferror(file_.get())) return Fault::of(FaultKind::io, "the file cannot be read on");
        read_ += taken;
        if (progress_) progress_(read_, size_);
        return taken;
    }

  private:
    FileHandle file_;
    uint64_t size_;
    uint64_t read_ = 0;
    ReadProgress progress_;
};

// What inflaters share: a chunk of compressed bytes, refilled when it is used up.
class Compressed {
  public:
    explicit Compressed(std::unique_ptr<ByteSource> source) : source_(std::move(source)), chunk_(kChunk) {}
    Result<bool> fill() {  // false at the end
        const auto taken = source_->read(chunk_.data(), chunk_.size());
        if (!taken) return taken.fault();
        at_ = 0;
        size_ = *taken;
        return size_ != 0;
    }
    const char* data() const { return chunk_.data() + at_; }
    size_t left() const { return size_ - at_; }
    void use(size_t bytes) { at_ += bytes; }

  private:
    std::unique_ptr<ByteSource> source_;
    std::vector<char> chunk_;
    size_t at_ = 0;
    size_t size_ = 0;
};

Fault ends_too_early() {
    return Fault::of(FaultKind::corrupt, "the compressed data ends too early: the file is cut off");
}
Fault damaged(const char* why) {
    return Fault::of(FaultKind::corrupt,
                     std::string("the compressed data is damaged: ") + (why ? why : "unknown reason"));
}

class Gzip : public ByteSource {
  public:
    explicit Gzip(std::unique_ptr<ByteSource> source) : in_(std::move(source)) {
        ready_ = inflateInit2(&stream_, 15 + 16) == Z_OK;
    }
    ~Gzip() override { inflateEnd(&stream_); }
    Gzip(const Gzip&) = delete;
    Gzip& operator=(const Gzip&) = delete;

    Result<size_t> read(char* into, size_t room) override {
        if (!ready_) return Fault::of(FaultKind::io, "no memory to inflate the file");
        while (true) {
            if (in_.left() == 0) {
                const auto more = in_.fill();
                if (!more) return more.fault();
                if (!*more) {
                    if (between_members_) return size_t{0};
                    return ends_too_early();
                }
            }
            if (between_members_ && !begin_member()) continue;
            auto made = step(into, room);
            if (!made || *made != 0) return made;
        }
    }

  private:
    // Zeros behind a member are padding. False when this chunk held nothing else.
    bool begin_member() {
        if (!first_member_)
            while (in_.left() != 0 && *in_.data() == 0) in_.use(1);
        if (in_.left() == 0) return false;
        inflateReset(&stream_);
        between_members_ = first_member_ = false;
        return true;
    }
    Result<size_t> step(char* into, size_t room) {
        stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(in_.data()));
        stream_.avail_in = static_cast<uInt>(in_.left());
        stream_.next_out = reinterpret_cast<Bytef*>(into);
        stream_.avail_out = static_cast<uInt>(std::min<size_t>(room, 1u << 30));
        const uInt offered = stream_.avail_out;
        const int code = inflate(&stream_, Z_NO_FLUSH);
        in_.use(in_.left() - stream_.avail_in);
        if (code == Z_STREAM_END)
            between_members_ = true;
        else if (code != Z_OK && code != Z_BUF_ERROR)
            return damaged(stream_.msg);
        return size_t{offered - stream_.avail_out};
    }

    Compressed in_;
    z_stream stream_{};
    bool ready_ = false;
    bool first_member_ = true;
    bool between_members_ = true;
};

struct FreeStream {
    void operator()(ZSTD_DStream* stream) const { ZSTD_freeDStream(stream); }
};

class Zstd : public ByteSource {
  public:
    explicit Zstd(std::unique_ptr<ByteSource> source) : in_(std::move(source)), stream_(ZSTD_createDStream()) {}
    Result<size_t> read(char* into, size_t room) override {
        if (!stream_) return Fault::of(FaultKind::io, "no memory to inflate the file");
        while (true) {
            if (in_.left() == 0 && !flushing_) {
                const auto more = in_.fill();
                if (!more) return more.fault();
                if (!*more) {
                    if (frame_ended_) return size_t{0};
                    return ends_too_early();
                }
            }
            ZSTD_inBuffer from{in_.data(), in_.left(), 0};
            ZSTD_outBuffer to{into, room, 0};
            const size_t code = ZSTD_decompressStream(stream_.get(), &to, &from);
            if (ZSTD_isError(code)) return damaged(ZSTD_getErrorName(code));
            in_.use(from.pos);
            frame_ended_ = code == 0;
            flushing_ = to.pos == to.size && !frame_ended_;
            if (to.pos != 0) return to.pos;
        }
    }

  private:
    Compressed in_;
    std::unique_ptr<ZSTD_DStream, FreeStream> stream_;
    bool frame_ended_ = false;
    bool flushing_ = false;  // the stream may hold more output than there was room for
};

// Looks at the first bytes once, then is the source that they ask for.
class Inflated : public ByteSource {
  public:
    explicit Inflated(std::unique_ptr<ByteSource> source) : source_(std::move(source)) {}
    Result<size_t> read(char* into, size_t room) override {
        if (!decided_) {
            const Result<void> looked = look();
            if (!looked) return looked.fault();
        }
        return source_->read(into, room);
    }

  private:
    // The bytes that were looked at, then the rest.
    class Rejoined : public ByteSource {
      public:
        Rejoined(std::string head, std::unique_ptr<ByteSource> rest)
            : head_(std::move(head)), rest_(std::move(rest)) {}
        Result<size_t> read(char* into, size_t room) override {
            if (at_ == head_.size()) return rest_->read(into, room);
            const size_t taken = head_.copy(into, room, at_);
            at_ += taken;
            return taken;
        }

      private:
        std::string head_;
        size_t at_ = 0;
        std::unique_ptr<ByteSource> rest_;
    };

    Result<void> look() {
        char head[4];
        size_t size = 0;
        while (size < sizeof head) {
            const auto taken = source_->read(head + size, sizeof head - size);
            if (!taken) return taken.fault();
            if (*taken == 0) break;
            size += *taken;
        }
        const std::string_view seen(head, size);
        source_ = std::make_unique<Rejoined>(std::string(seen), std::move(source_));
        if (seen.starts_with("\x1f\x8b"))
            source_ = std::make_unique<Gzip>(std::move(source_));
        else if (seen == "\x28\xb5\x2f\xfd")
            source_ = std::make_unique<Zstd>(std::move(source_));
        decided_ = true;
        return {};
    }

    std::unique_ptr<ByteSource> source_;
    bool decided_ = false;
};

uint64_t size_of(std::FILE* file) {
    if (std::fseek(file, 0, SEEK_END) != 0) return 0;
    const long size = std::ftell(file);
    std::rewind(file);
    return size > 0 ? static_cast<uint64_t>(size) : 0;
}

}  // namespace

std::unique_ptr<ByteSource> source_of(std::string bytes) { return std::make_unique<Bytes>(std::move(bytes)); }

std::unique_ptr<ByteSource> inflated(std::unique_ptr<ByteSource> source) {
    return std::make_unique<Inflated>(std::move(source));
}

Result<std::unique_ptr<ByteSource>> open_source(const std::string& path, ReadProgress progress) {
    FileHandle file(path == "-" ? stdin : std::fopen(path.c_str(), "rb"));
    if (!file) {
        const int why = errno;
        return Fault{why == ENOENT ? FaultKind::not_found : FaultKind::io,
                     {{path, "cannot be opened: " + std::generic_category().message(why)}}};
    }
    const uint64_t size = path == "-" ? 0 : size_of(file.get());
    return inflated(std::make_unique<File>(std::move(file), size, std::move(progress)));
}

}  // namespace habitue::connect
