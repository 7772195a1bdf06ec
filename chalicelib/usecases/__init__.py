"""What the broker does: one public function a file, English verb + Dutch noun."""
