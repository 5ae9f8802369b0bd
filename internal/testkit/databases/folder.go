package databases

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

const folderPattern = "verbund-postgresql-"

// memory is where Linux keeps files in memory, which makes databases several
// times as fast.
const memory = "/dev/shm"

// place returns the folder that clusters are made in: memory if there is plenty,
// else the temporary folder. Its path is short because that of a socket must be.
func place() string {
	var room syscall.Statfs_t
	if err := syscall.Statfs(memory, &room); err == nil && room.Bavail*uint64(room.Bsize) >= 2<<30 {
		return memory
	}
	return os.TempDir()
}

// newFolder makes the folder of a cluster and holds a lock on it for as long as
// this process lives.
func newFolder(who *syscall.Credential) (folder string, unlock func(), err error) {
	folder, err = os.MkdirTemp(place(), folderPattern)
	if err != nil {
		return "", nil, err
	}
	file, err := os.OpenFile(folder+".new", os.O_CREATE|os.O_RDWR, 0o600)
	if err == nil {
		err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	}
	if err == nil { // sweep sees it only now that it is locked
		err = os.Rename(folder+".new", folder+".lock")
	}
	if err == nil && who != nil {
		err = os.Chown(folder, int(who.Uid), int(who.Gid))
	}
	if err != nil {
		os.RemoveAll(folder)
		return "", nil, err
	}
	return folder, func() { os.Remove(folder + ".lock"); file.Close() }, nil
}

// sweep removes what killed test processes left behind.
func sweep() {
	for _, place := range []string{memory, os.TempDir()} {
		locks, _ := filepath.Glob(filepath.Join(place, folderPattern+"*.lock"))
		for _, lock := range locks {
			file, err := os.OpenFile(lock, os.O_RDWR, 0)
			if err != nil {
				continue // another person's
			}
			if syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil {
				os.RemoveAll(strings.TrimSuffix(lock, ".lock"))
				os.Remove(lock)
			}
			file.Close()
		}
	}
}
